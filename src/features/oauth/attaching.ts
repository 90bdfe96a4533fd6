import { MINUTE } from '../../platform/clock.ts';
import { hashToken, newToken } from '../../platform/crypto/tokens.ts';
import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import { apiError } from '../catalogue.ts';
import * as store from './attach-token.store.ts';
import { refusalOf } from './failures.ts';
import type { OAuth, OAuthDependencies } from './oauth.service.ts';
import { readProvider } from './starting.ts';

/** From attach to start; ours, nothing is documented. */
const ATTACH_LIFETIME = 10 * MINUTE;

export function createAttaching({
  database,
  contacts,
  limits,
  providers,
}: OAuthDependencies): Pick<OAuth, 'attach'> {
  return {
    async attach(environment, input) {
      const provider = readProvider(input.provider);
      const user = await contacts.chosen(environment, input);
      if (!user) throw apiError('no_user_selection_arguments');
      await limits.take(environment, { 'oauth.attach': user.id });
      await providers.assertConfigured(environment, provider).catch((error: unknown) => {
        throw refusalOf(error);
      });
      const token = newToken();
      const now = environment.now();
      try {
        await store.insertAttachToken(database, {
          environment_id: environment.id,
          token_hash: hashToken(token),
          user_id: user.id,
          provider,
          created_at: now,
          expires_at: now + ATTACH_LIFETIME,
        });
      } catch (error) {
        // The user was deleted meanwhile.
        if (isForeignKeyViolation(error)) throw apiError('user_not_found');
        throw error;
      }
      return token;
    },
  };
}
