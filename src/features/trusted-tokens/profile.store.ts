import type { Executor } from '../../platform/db/executor.ts';
import { decodeJson, encodeJson } from '../../platform/db/json.ts';
import type { TrustedTokenProfileTable } from '../../platform/db/schema.ts';
import type { AttributeMapping, Profile } from './profile.ts';

type Row = Omit<TrustedTokenProfileTable, 'environment_id' | 'created_at'>;

const COLUMNS = [
  'p.id',
  'p.name',
  'p.issuer',
  'p.audience',
  'p.public_key_type',
  'p.jwks_url',
  'p.attribute_mapping',
  'p.can_jit_provision',
] as const;

const toProfile = (row: Row): Profile => ({
  id: row.id,
  name: row.name,
  issuer: row.issuer,
  audience: row.audience,
  publicKeyType: row.public_key_type,
  jwksUrl: row.jwks_url,
  attributeMapping: decodeJson<AttributeMapping>(row.attribute_mapping),
  canJitProvision: row.can_jit_provision === 1,
  pemFiles: [],
});

const toColumns = (profile: Omit<Profile, 'id' | 'pemFiles'>) => ({
  name: profile.name,
  issuer: profile.issuer,
  audience: profile.audience,
  public_key_type: profile.publicKeyType,
  jwks_url: profile.jwksUrl,
  attribute_mapping: encodeJson(profile.attributeMapping),
  can_jit_provision: profile.canJitProvision ? (1 as const) : (0 as const),
});

/** With the environment's version, in one statement: a login confirms both. */
export async function findProfile(
  executor: Executor,
  environmentId: string,
  id: string,
): Promise<{ version: number | undefined; profile: Profile | undefined }> {
  const rows = await executor.all(
    executor.q
      .selectFrom('environments as e')
      .leftJoin('trusted_token_profiles as p', (join) =>
        join.onRef('p.environment_id', '=', 'e.id').on('p.id', '=', id),
      )
      .leftJoin('trusted_token_pem_files as f', (join) =>
        join.onRef('f.environment_id', '=', 'p.environment_id').onRef('f.profile_id', '=', 'p.id'),
      )
      .select(['e.version', 'f.id as pem_file_id', 'f.public_key', ...COLUMNS])
      .where('e.id', '=', environmentId)
      .orderBy('f.created_at')
      .orderBy('f.id'),
  );
  const [first] = rows;
  if (!first || first.id === null) return { version: first?.version, profile: undefined };
  const profile = toProfile(first as Row);
  for (const { pem_file_id, public_key } of rows) {
    if (pem_file_id !== null && public_key !== null) {
      profile.pemFiles.push({ id: pem_file_id, publicKey: public_key });
    }
  }
  return { version: first.version, profile };
}

/** In the order of their creation. */
export async function listProfiles(executor: Executor, environmentId: string): Promise<Profile[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('trusted_token_profiles as p')
      .select(COLUMNS)
      .where('p.environment_id', '=', environmentId)
      .orderBy('p.created_at')
      .orderBy('p.id'),
  );
  const profiles = new Map(rows.map((row) => [row.id, toProfile(row)]));
  const files = await executor.all(
    executor.q
      .selectFrom('trusted_token_pem_files')
      .select(['profile_id', 'id', 'public_key'])
      .where('environment_id', '=', environmentId)
      .orderBy('created_at')
      .orderBy('id'),
  );
  for (const { profile_id, id, public_key } of files) {
    profiles.get(profile_id)?.pemFiles.push({ id, publicKey: public_key });
  }
  return [...profiles.values()];
}

export async function countProfiles(executor: Executor, environmentId: string): Promise<number> {
  const row = await executor.first(
    executor.q
      .selectFrom('trusted_token_profiles')
      .select((e) => e.fn.countAll().as('count'))
      .where('environment_id', '=', environmentId),
  );
  return Number(row?.count ?? 0);
}

export async function insertProfile(
  tx: Executor,
  environmentId: string,
  profile: Profile,
  now: number,
): Promise<void> {
  await tx.affected(
    tx.q.insertInto('trusted_token_profiles').values({
      environment_id: environmentId,
      id: profile.id,
      ...toColumns(profile),
      created_at: now,
    }),
  );
  for (const file of profile.pemFiles) {
    await insertPemFile(tx, environmentId, profile.id, file, now);
  }
}

export const updateProfile = (
  tx: Executor,
  environmentId: string,
  profile: Profile,
): Promise<number> =>
  tx.affected(
    tx.q
      .updateTable('trusted_token_profiles')
      .set(toColumns(profile))
      .where('environment_id', '=', environmentId)
      .where('id', '=', profile.id),
  );

/** With its PEM files. */
export const deleteProfile = (tx: Executor, environmentId: string, id: string): Promise<number> =>
  tx.affected(
    tx.q
      .deleteFrom('trusted_token_profiles')
      .where('environment_id', '=', environmentId)
      .where('id', '=', id),
  );

export const insertPemFile = (
  tx: Executor,
  environmentId: string,
  profileId: string,
  { id, publicKey }: Profile['pemFiles'][number],
  now: number,
): Promise<number> =>
  tx.affected(
    tx.q.insertInto('trusted_token_pem_files').values({
      environment_id: environmentId,
      profile_id: profileId,
      id,
      public_key: publicKey,
      created_at: now,
    }),
  );

export const deletePemFile = (
  tx: Executor,
  environmentId: string,
  profileId: string,
  id: string,
): Promise<number> =>
  tx.affected(
    tx.q
      .deleteFrom('trusted_token_pem_files')
      .where('environment_id', '=', environmentId)
      .where('profile_id', '=', profileId)
      .where('id', '=', id),
  );
