import { deleteSurplus } from '../../platform/db/delete-surplus.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { decodeJson, encodeJson } from '../../platform/db/json.ts';
import type { EnvironmentTable } from '../../platform/db/schema.ts';
import { completeSettings, type EnvironmentSettings } from './environment-settings.ts';
import type { EnvironmentRecord } from './records.ts';

const select = (executor: Executor) =>
  executor.q
    .selectFrom('environments as e')
    .innerJoin('projects as p', 'p.id', 'e.project_id')
    .select(['e.id', 'e.project_id', 'p.slug as project_slug', 'e.slug', 'e.name', 'e.type'])
    .select(['e.settings', 'e.oauth_callback_id', 'e.created_at']);

type Row = Omit<EnvironmentTable, 'version' | 'clock_offset'> & { project_slug: string };

const toRecord = (row: Row): EnvironmentRecord => ({
  id: row.id,
  projectUuid: row.project_id,
  projectSlug: row.project_slug,
  slug: row.slug,
  name: row.name,
  type: row.type,
  kind: row.type === 'LIVE' ? 'live' : 'test',
  settings: completeSettings(decodeJson<Partial<EnvironmentSettings>>(row.settings)),
  oauthCallbackId: row.oauth_callback_id,
  createdAt: row.created_at,
});

/** The oldest first: the live one, then the test ones. */
export async function listEnvironments(
  executor: Executor,
  projectUuid: string,
): Promise<EnvironmentRecord[]> {
  const query = select(executor)
    .where('e.project_id', '=', projectUuid)
    .orderBy('e.created_at')
    .orderBy('e.id');
  return (await executor.all(query)).map(toRecord);
}

export async function listWorkspaceEnvironments(
  executor: Executor,
  workspaceId: string,
): Promise<EnvironmentRecord[]> {
  const query = select(executor)
    .where('p.workspace_id', '=', workspaceId)
    .orderBy('e.created_at')
    .orderBy('e.id');
  return (await executor.all(query)).map(toRecord);
}

export async function findEnvironment(
  executor: Executor,
  projectUuid: string,
  slug: string,
): Promise<EnvironmentRecord | undefined> {
  const query = select(executor).where('e.project_id', '=', projectUuid).where('e.slug', '=', slug);
  const row = await executor.first(query);
  return row && toRecord(row);
}

export async function findEnvironmentById(
  executor: Executor,
  id: string,
): Promise<EnvironmentRecord | undefined> {
  const row = await executor.first(select(executor).where('e.id', '=', id));
  return row && toRecord(row);
}

export const insertEnvironment = (
  executor: Executor,
  record: Omit<EnvironmentRecord, 'kind' | 'projectSlug'>,
  version: number,
): Promise<number> =>
  executor.affected(
    executor.q.insertInto('environments').values({
      id: record.id,
      project_id: record.projectUuid,
      slug: record.slug,
      name: record.name,
      type: record.type,
      version,
      settings: encodeJson(record.settings),
      clock_offset: 0,
      oauth_callback_id: record.oauthCallbackId,
      created_at: record.createdAt,
    }),
  );

export const updateEnvironment = (
  executor: Executor,
  id: string,
  { name, settings }: Pick<EnvironmentRecord, 'name' | 'settings'>,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('environments')
      .set({ name, settings: encodeJson(settings) })
      .where('id', '=', id),
  );

export const deleteEnvironment = (executor: Executor, id: string): Promise<number> =>
  executor.affected(executor.q.deleteFrom('environments').where('id', '=', id));

/**
 * Deletes what has no foreign key to the environment. Factors, sessions and magic links go with
 * their users.
 */
export async function deleteTenantData(executor: Executor, environmentId: string): Promise<void> {
  const { q } = executor;
  await executor.affected(q.deleteFrom('users').where('environment_id', '=', environmentId));
  await executor.affected(q.deleteFrom('messages').where('environment_id', '=', environmentId));
  await executor.affected(
    q.deleteFrom('revoked_tokens').where('environment_id', '=', environmentId),
  );
}

/** Most of it, in many transactions; what is left is for `deleteTenantData`. */
export async function deleteTenantSurplus(
  database: Database,
  environmentId: string,
): Promise<void> {
  await deleteSurplus(database, 'users', 'id', environmentId);
  await deleteSurplus(database, 'messages', 'id', environmentId);
  await deleteSurplus(database, 'm2m_clients', 'client_id', environmentId);
  await deleteSurplus(database, 'revoked_tokens', 'token_hash', environmentId);
}

export async function countUsers(executor: Executor, environmentId: string): Promise<number> {
  const query = executor.q
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('environment_id', '=', environmentId);
  return (await executor.first(query))?.count ?? 0;
}
