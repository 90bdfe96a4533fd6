import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import type { Environment } from '../projects/environment.ts';

/** What an ID token that a client sends back says: for whom it was made, and about whom. */
export interface IdTokenHint {
  clientId: string;
  /** The wire's user_id. */
  userId: string;
}

/**
 * Reads an `id_token_hint`; undefined for what is no ID token of this environment. An expired one
 * is as good: it only says who was logged in (OpenID Connect Core 3.1.2.1).
 */
export function readIdTokenHint(
  signer: JwtSigner,
  environment: Environment,
  token: string,
): IdTokenHint | undefined {
  const claims = signer.read(environment, token)?.claims;
  const audience = claims?.['aud'];
  const userId = claims?.['sub'];
  if (!Array.isArray(audience) || audience.length !== 1 || typeof userId !== 'string') return;
  const [clientId] = audience;
  // Session JWTs and access tokens are for the project; they tell a client nothing here.
  if (typeof clientId !== 'string' || clientId === environment.projectId) return;
  return { clientId, userId };
}
