import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import * as store from './m2m-client.store.ts';
import type { M2mClientRecord } from './m2m-client.ts';

export type ClientToAdd = Omit<M2mClientRecord, 'nextSecretHash' | 'nextSecretLastFour'>;

/** Stores a client that has been checked. False where its id is taken. */
export async function addClient(
  tx: Executor,
  environmentId: string,
  client: ClientToAdd,
): Promise<boolean> {
  const inserted = await store.insertClient(tx, {
    environment_id: environmentId,
    client_id: client.clientId,
    client_name: client.name,
    client_description: client.description,
    status: client.status,
    scopes: encodeJson(client.scopes),
    trusted_metadata: encodeJson(client.trustedMetadata),
    secret_hash: client.secretHash,
    secret_last_four: client.secretLastFour,
    next_secret_hash: null,
    next_secret_last_four: null,
    created_at: client.createdAt,
  });
  if (inserted) await store.replaceScopes(tx, environmentId, client.clientId, client.scopes);
  return inserted;
}
