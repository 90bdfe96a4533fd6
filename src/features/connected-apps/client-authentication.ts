import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { noteClient } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import type { ClientCredentials } from '../oauth2/client-credentials.ts';
import type { ClientRequest } from '../oauth2/client-kind.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import type { ClientKey, FoundClient } from './client.store.ts';
import { type Client, isPublic } from './client-record.ts';
import { clientKey } from './find-client.ts';
import { clientWireId } from './present-client.ts';

/** What to look for; on these endpoints every bad client_id gets the same answer. */
export function credentialsKey(environment: Environment, clientId: string): ClientKey {
  try {
    const key = clientKey(environment, clientId);
    if (key) return key;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  throw apiError('invalid_client');
}

/** While a secret is being replaced both are good (behaviour-platform 1.3). */
function holdsSecret(client: Client, { secrets }: ClientCredentials): boolean {
  const stored = [client.secretHash, client.nextSecretHash].filter((hash) => hash !== null);
  return secrets.some((secret) => {
    const hash = hashToken(secret);
    return stored.some((one) => safeEqual(one, hash));
  });
}

/**
 * The client that calls, or `invalid_client`: the same answer whatever is wrong. Of a public client
 * there is nothing to check; what it presents besides, a code or a token, must be its own.
 */
export function authenticatedClient(
  { environment, credentials }: ClientRequest,
  found: Pick<FoundClient, 'version' | 'client'>,
): Client {
  confirmVersion(environment, found.version);
  const { client } = found;
  const clientId = client && clientWireId(environment.kind, client);
  if (clientId) noteClient(environment.subject, clientId, false);
  if (!client || (!isPublic(client) && !holdsSecret(client, credentials))) {
    throw apiError('invalid_client');
  }
  if (clientId) noteClient(environment.subject, clientId, true);
  return client;
}
