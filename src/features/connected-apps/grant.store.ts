import type { Executor } from '../../platform/db/executor.ts';
import { type Client, type ClientRow, clientColumns, readClient } from './client-record.ts';

/** What a user granted to a client by the last completed flow. */
export interface GrantRecord {
  /** Space separated. */
  scopes: string;
  revokedAt: number | null;
}

export async function findGrant(
  executor: Executor,
  environment: string,
  userId: string,
  clientId: string,
): Promise<GrantRecord | undefined> {
  const row = await executor.first(
    executor.q
      .selectFrom('connected_app_grants')
      .select(['scopes', 'revoked_at'])
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId)
      .where('client_id', '=', clientId),
  );
  return row && { scopes: row.scopes, revokedAt: row.revoked_at };
}

export interface NewGrant {
  environment: string;
  userId: string;
  clientId: string;
  scopes: string;
  now: number;
  /** Whether the user was asked and said yes. */
  consented: boolean;
}

/**
 * Keeps what was granted. Without an answer of the user it does not bring back what was revoked
 * meanwhile: false then.
 */
export async function keepGrant(executor: Executor, grant: NewGrant): Promise<boolean> {
  const changes = { scopes: grant.scopes, granted_at: grant.now, revoked_at: null };
  const kept = await executor.affected(
    executor.q
      .insertInto('connected_app_grants')
      .values({
        environment_id: grant.environment,
        user_id: grant.userId,
        client_id: grant.clientId,
        ...changes,
      })
      .onConflict((conflict) => {
        const updated = conflict
          .columns(['environment_id', 'user_id', 'client_id'])
          .doUpdateSet(changes);
        return grant.consented
          ? updated
          : updated.where('connected_app_grants.revoked_at', 'is', null);
      }),
  );
  return kept === 1;
}

/** False where nothing was granted, or it was revoked before. */
export const revokeGrant = async (
  executor: Executor,
  environment: string,
  userId: string,
  clientId: string,
  now: number,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .updateTable('connected_app_grants')
      .set({ revoked_at: now })
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId)
      .where('client_id', '=', clientId)
      .where('revoked_at', 'is', null),
  )) === 1;

export const revokeGrantsOfUser = (
  executor: Executor,
  environment: string,
  userId: string,
  now: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('connected_app_grants')
      .set({ revoked_at: now })
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null),
  );

/** What a user grants at present, oldest app first. */
export async function listGrants(
  executor: Executor,
  environment: string,
  userId: string,
): Promise<{ client: Client; scopes: string }[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('connected_app_grants as g')
      .innerJoin('connected_apps as c', (join) =>
        join.onRef('c.environment_id', '=', 'g.environment_id').onRef('c.id', '=', 'g.client_id'),
      )
      .select(clientColumns)
      .select('g.scopes as granted_scopes')
      .where('g.environment_id', '=', environment)
      .where('g.user_id', '=', userId)
      .where('g.revoked_at', 'is', null)
      .orderBy('c.id'),
  );
  return rows.map((row) => ({
    client: readClient(row as unknown as ClientRow),
    scopes: row.granted_scopes,
  }));
}
