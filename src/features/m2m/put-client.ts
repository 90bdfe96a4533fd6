import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { EnvironmentRecord } from '../projects/records.ts';
import { mergeMetadata } from '../users/metadata.ts';
import { addClient } from './add-client.ts';
import { checkSecretShape } from './check-chosen-secret.ts';
import { checkChosenId } from './client-id.ts';
import type { ClientSecrets } from './client-secret.ts';
import * as store from './m2m-client.store.ts';
import { readClientScopes } from './scopes.ts';

/** A client as a seed has it. */
export interface PinnedClient {
  client_id: string;
  client_secret?: string | undefined;
  client_name?: string | undefined;
  client_description?: string | undefined;
  status?: 'active' | 'inactive' | undefined;
  scopes: readonly string[];
  trusted_metadata?: Record<string, unknown> | undefined;
}

/** Throws what is wrong with a client; whether its secret is easy to guess is not asked. */
export function checkPinnedClient(
  environment: Pick<EnvironmentRecord, 'kind'>,
  client: PinnedClient,
): void {
  checkChosenId(environment, client.client_id);
  if (client.client_secret !== undefined) checkSecretShape(client.client_secret);
  readClientScopes(client.scopes);
  mergeMetadata({}, client.trusted_metadata);
}

/**
 * Makes a client, or brings one that is there to what is pinned; what is absent stays. Its secrets are
 * left alone then: one that was rotated because it leaked must not come back with the next start.
 */
export async function putClient(
  tx: Executor,
  secrets: ClientSecrets,
  environment: EnvironmentRecord,
  pinned: PinnedClient,
  createdAt: number,
): Promise<void> {
  checkPinnedClient(environment, pinned);
  const { client_id: clientId, client_secret: chosen } = pinned;
  const { client_name, client_description, status, trusted_metadata } = pinned;
  const scopes = readClientScopes(pinned.scopes);
  const trustedMetadata = mergeMetadata({}, trusted_metadata);
  const changed = await store.updateClient(tx, environment.id, clientId, {
    scopes: encodeJson(scopes),
    ...(client_name !== undefined && { client_name }),
    ...(client_description !== undefined && { client_description }),
    ...(status !== undefined && { status }),
    ...(trusted_metadata !== undefined && { trusted_metadata: encodeJson(trustedMetadata) }),
  });
  if (changed) return store.replaceScopes(tx, environment.id, clientId, scopes);
  const { hash, lastFour } =
    chosen === undefined
      ? secrets.generate().stored
      : secrets.chosen(environment.id, clientId, chosen);
  await addClient(tx, environment.id, {
    clientId,
    name: client_name ?? '',
    description: client_description ?? '',
    status: status ?? 'active',
    scopes,
    trustedMetadata,
    secretHash: hash,
    secretLastFour: lastFour,
    createdAt,
  });
}
