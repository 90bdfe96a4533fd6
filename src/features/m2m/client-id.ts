import { parseWireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { otherEnvironmentError } from '../ids.ts';
import type { Environment } from '../projects/environment.ts';

/** The characters of an external id. */
const CHOSEN = /^[A-Za-z0-9._|-]{1,128}$/;
/** Ids whose prefix says that they are something else: the OAuth endpoints go by it. */
const FOREIGN = /^(?:connected-app|idp-client|project|user)-/;

/**
 * An id that the caller brings, so that a client of another server keeps its own. One of our shape is
 * taken too, but not that of the other environment.
 */
export function checkChosenId(environment: Pick<Environment, 'kind'>, clientId: string): void {
  if (!CHOSEN.test(clientId) || FOREIGN.test(clientId)) {
    throw apiError('m2m_client_invalid_client_id');
  }
  const parsed = parseWireId('m2m-client', environment.kind, clientId);
  if (!parsed.ok && parsed.reason === 'other-environment') {
    throw apiError(otherEnvironmentError(environment));
  }
}
