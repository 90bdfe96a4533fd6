import type { Executor } from '../../platform/db/executor.ts';
import { parseWireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { otherEnvironmentError } from '../ids.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import * as store from './client.store.ts';
import type { Client } from './client-record.ts';

/** The URL of a client ID metadata document, as far as it can be told by looking at it. */
export const looksLikeMetadataUrl = (clientId: string): boolean => clientId.startsWith('https://');

/**
 * What a client_id names: our own id, or the URL of a metadata document. Undefined where it can be
 * neither; throws where it is of the other environment.
 */
export function clientKey(environment: Environment, clientId: string): store.ClientKey | undefined {
  if (looksLikeMetadataUrl(clientId)) return { by: 'metadata-url', url: clientId };
  const parsed = parseWireId('connected-app', environment.kind, clientId);
  if (parsed.ok) return { by: 'id', id: parsed.uuid };
  if (parsed.reason === 'other-environment') throw apiError(otherEnvironmentError(environment));
  return undefined;
}

/** The client of a client_id, confirmed; undefined where there is none. */
export async function findClient(
  executor: Executor,
  environment: Environment,
  clientId: string,
): Promise<Client | undefined> {
  const key = clientKey(environment, clientId);
  if (!key) return undefined;
  const { version, client } = await store.findClient(executor, environment.id, key);
  confirmVersion(environment, version);
  return client;
}
