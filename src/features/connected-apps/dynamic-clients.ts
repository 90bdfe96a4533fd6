import type { Insertable } from 'kysely';
import { DAY } from '../../platform/clock.ts';
import type { ConnectedAppTable } from '../../platform/db/connected-app-tables.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { countClients, deleteOldestUnusedClient, insertClient } from './client.store.ts';

/** Clients that registered themselves or came from a metadata document, of one environment. */
export const MAX_DYNAMIC_CLIENTS = 10_000;
/** A client that nobody authorizes goes after this time. */
export const UNUSED_CLIENTS_KEPT = 30 * DAY;

/**
 * Adds one; false where another client has the registration or the URL already. Anybody may come,
 * so where the environment is full the longest unused one goes: a flood must not shut the door for
 * those who come after it, and the limits make it slow.
 */
export async function addDynamicClient(
  tx: Executor,
  row: Insertable<ConnectedAppTable>,
): Promise<boolean> {
  const environment = row.environment_id;
  const full = (await countClients(tx, environment, 'dynamic')) >= MAX_DYNAMIC_CLIENTS;
  if (full && !(await deleteOldestUnusedClient(tx, environment))) {
    throw apiError('too_many_connected_apps');
  }
  return insertClient(tx, row);
}
