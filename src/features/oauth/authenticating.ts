import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { OAuthTokenTable } from '../../platform/db/oauth-tables.ts';
import { apiError } from '../catalogue.ts';
import { verifyPkce } from '../pkce/pkce.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import type { LiveSession } from '../sessions/sessions.service.ts';
import { factorsOf } from '../users/user-record.ts';
import type { AuthenticateInput, OAuth, OAuthDependencies } from './oauth.service.ts';
import { provenFactor } from './proven-factor.ts';
import { openValues } from './provider-values.ts';
import * as store from './token.store.ts';

export function createAuthenticating({
  database,
  vault,
  users,
  sessions,
  logins,
}: OAuthDependencies): Pick<OAuth, 'authenticate'> {
  async function find(environment: Environment, token: string): Promise<OAuthTokenTable> {
    const hash = hashToken(token);
    const { version, row } = await store.findToken(database, environment.id, hash);
    confirmVersion(environment, version);
    if (!row || !safeEqual(row.token_hash, hash)) throw apiError('oauth_token_not_found');
    if (row.expires_at <= environment.now()) throw apiError('expired_oauth_response');
    return row;
  }

  /** Everything that leaves the token usable when it fails comes before the one that uses it up. */
  async function consume(
    environment: Environment,
    token: OAuthTokenTable,
    presented: LiveSession | undefined,
    input: AuthenticateInput,
  ) {
    return database.transaction(async (tx) => {
      // A token goes with its user and with its registration.
      const gone = () => apiError('oauth_token_not_found');
      const before = await users.lock(tx, environment, token.user_id, gone);
      const { token_hash, factor_id } = token;
      if (!(await store.consumeToken(tx, environment.id, token_hash, environment.now()))) {
        throw gone();
      }
      const registration = factorsOf(before, 'oauth').find((one) => one.id === factor_id);
      if (!registration) throw gone();
      // The address may have been deleted meanwhile; the account is proven all the same.
      const email = factorsOf(before, 'email').find((one) => one.id === token.email_factor_id);
      const login = await logins.complete(tx, environment, {
        user: before,
        factorId: email?.id ?? null,
        factor: provenFactor(environment, registration, email),
        presented,
        options: input,
        attributes: {},
      });
      return { ...login, registration };
    });
  }

  return {
    async authenticate(environment, input) {
      const token = await find(environment, input.token);
      const presented = await sessions.loadOptional(environment, input);
      verifyPkce(token.code_challenge, input.code_verifier);
      const { user, recorded, resetSessions, registration } = await consume(
        environment,
        token,
        presented,
        input,
      );
      const answer = await sessions.answer(environment, user, recorded);
      const providerValues = openValues(vault, token);
      return { ...answer, user, resetSessions, registration, providerValues };
    },
  };
}
