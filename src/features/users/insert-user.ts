import type { Executor } from '../../platform/db/executor.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { insertFactor } from './insert-factor.ts';
import * as store from './user.store.ts';

/** The statement names each factor's columns by themselves; nobody is made with more. */
const MAX_TOGETHER = 3;

const userColumns = [
  'environment_id',
  'id',
  'status',
  'first_name',
  'middle_name',
  'last_name',
  'name_search',
  'external_id',
  'trusted_metadata',
  'untrusted_metadata',
  'roles',
  'attributes',
  'created_at',
] as const;

const factorColumns = {
  environment_id: 'uuid',
  id: 'uuid',
  user_id: 'uuid',
  kind: 'text',
  identifier: 'text',
  realm: 'text',
  verified: 'smallint',
  data: 'text',
  created_at: 'bigint',
  expires_at: 'bigint',
} as const;
const factorNames = Object.keys(factorColumns) as Array<keyof typeof factorColumns>;

/** PostgreSQL: a user and its factors, without those whose identifier is taken. */
function insertText(factors: number): string {
  let index = userColumns.length;
  const values = Array.from({ length: factors }, () => {
    const row = factorNames.map((name) => {
      index += 1;
      return `$${index}::${factorColumns[name]}`;
    });
    return `(${row.join()})`;
  });
  return `with made as (
      insert into users (${userColumns.join()})
      values (${userColumns.map((_, place) => `$${place + 1}`).join()})
      on conflict do nothing returning id
    ), added as (
      insert into factors (${factorNames.join()})
      select given.* from made cross join (values ${values.join()}) as given
      on conflict do nothing returning id
    )
    select (select version from environments where id = $1) as version,
      array(select id from added) as factors
    from made`;
}
const insertTexts = Array.from({ length: MAX_TOGETHER + 1 }, (_, factors) =>
  factors === 0 ? '' : insertText(factors),
);

/** Adds the rows as far as nothing is in their way; undefined where the external id is taken. */
async function insertAtOnce(
  tx: Executor,
  user: store.NewUserRow,
  factors: readonly FactorTable[],
): Promise<{ version: number | undefined; factors: readonly string[] } | undefined> {
  const text = insertTexts[factors.length] ?? '';
  // A statement costs SQLite nothing but itself, and it has no inserts within others.
  if (tx.engine === 'sqlite' || text === '') {
    const inserted = await store.insertUser(tx, user);
    return inserted && { ...inserted, factors: [] };
  }
  const { rows } = await tx.run<{ version: number | null; factors: string[] }>(text, [
    ...userColumns.map((name) => user[name]),
    ...factors.flatMap((factor) => factorNames.map((name) => factor[name])),
  ]);
  const [inserted] = rows;
  return inserted && { version: inserted.version ?? undefined, factors: inserted.factors };
}

/**
 * Adds a user with its first factors and answers the environment's version. Throws
 * `duplicate_user_external_id`, `duplicate_email` and the like.
 */
export async function insertUser(
  tx: Executor,
  environment: Environment,
  user: store.NewUserRow,
  factors: readonly FactorTable[],
): Promise<number | undefined> {
  const inserted = await insertAtOnce(tx, user, factors);
  if (!inserted) throw apiError('duplicate_user_external_id');
  for (const factor of factors) {
    if (!inserted.factors.includes(factor.id)) await insertFactor(tx, environment, factor);
  }
  return inserted.version;
}
