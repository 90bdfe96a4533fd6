import { MINUTE } from '../../platform/clock.ts';
import { hashToken, looksLikeToken, newToken } from '../../platform/crypto/tokens.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { OAuthFlowTable } from '../../platform/db/oauth-tables.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { noteDetail, noteRefusal, noteUser } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import { appendRedirectParameters } from '../magic-links/append-redirect-parameters.ts';
import type { Environment } from '../projects/environment.ts';
import { callbackUrlOf } from './callback-url.ts';
import { refusalOf } from './failures.ts';
import { findFlow } from './flow.store.ts';
import { takeFlow } from './flow.ts';
import { nonceOf, verifierOf } from './flow-secrets.ts';
import { createLinking, type Linked } from './linking.ts';
import type { CallbackInput, OAuth, OAuthDependencies } from './oauth.service.ts';
import type { ProviderIdentity } from './provider-client.ts';
import { sealValues, valuesOf } from './provider-values.ts';
import type { ProviderSlug } from './providers/slugs.ts';
import * as store from './token.store.ts';

/** From the callback to `oauth/authenticate`; ours, nothing is documented. */
const TOKEN_LIFETIME = 5 * MINUTE;

/** Stores what the app gets for the token; answers the token, which exists nowhere else. */
async function issueToken(
  tx: Executor,
  environment: Environment,
  vault: Vault,
  login: { linked: Linked; codeChallenge: string | null; identity: ProviderIdentity },
): Promise<string> {
  const { linked, codeChallenge, identity } = login;
  const token = newToken();
  const now = environment.now();
  const key = { environment_id: environment.id, token_hash: hashToken(token) };
  await store.insertToken(tx, {
    ...key,
    user_id: linked.user.id,
    factor_id: linked.registration.id,
    email_factor_id: linked.emailFactorId,
    code_challenge: codeChallenge,
    provider_values: sealValues(vault, key, valuesOf(identity.tokens, now)),
    created_at: now,
    expires_at: now + TOKEN_LIFETIME,
  });
  return token;
}

/** Who has never been here goes to the signup URL, as from a magic link (3.5). */
function appUrl(flow: OAuthFlowTable, { created, user }: Linked, token: string): string {
  const type = created || user.status === 'pending' ? 'signup' : 'login';
  return appendRedirectParameters(flow[`${type}_redirect_url`], {
    stytch_redirect_type: type,
    stytch_token_type: 'oauth',
    token,
  });
}

/** The same for a login that failed, where the environment wants apps to hear of it. */
function failureUrl(flow: OAuthFlowTable, error: ApiError): string {
  return appendRedirectParameters(flow.login_redirect_url, {
    error: String(error.details?.['oauth_error'] ?? error.type),
    error_description: String(error.details?.['description'] ?? error.message),
    stytch_redirect_type: 'login',
    stytch_token_type: 'oauth',
  });
}

/** The user may have ended it while the provider was asked; the caller's transaction has locked the user. */
async function assertStillAttaching(tx: Executor, flow: OAuthFlowTable): Promise<void> {
  const found = await findFlow(tx, flow.environment_id, flow.state_hash);
  if (!found) throw apiError('oauth_flow_callback_error');
}

export function createFinishing(dependencies: OAuthDependencies): Pick<OAuth, 'finish'> {
  const { database, vault, providers, publicUrl } = dependencies;
  const link = createLinking(dependencies);

  /** Outside of any transaction and once only: a code cannot be redeemed again. */
  const identify = (
    environment: Environment,
    flow: OAuthFlowTable,
    { params, state, browserSecret = '' }: CallbackInput,
  ): Promise<ProviderIdentity> =>
    providers
      .exchange(environment, flow.provider as ProviderSlug, {
        params,
        state,
        redirectUri: callbackUrlOf(publicUrl, environment.oauthCallbackId),
        nonce: nonceOf(browserSecret),
        codeVerifier: verifierOf(browserSecret),
        scopes: flow.custom_scopes.split(' ').filter(Boolean),
      })
      .catch((error: unknown) => {
        throw refusalOf(error);
      });

  async function finishFlow(
    environment: Environment,
    flow: OAuthFlowTable,
    input: CallbackInput,
  ): Promise<string> {
    const identity = await identify(environment, flow, input);
    const account = {
      provider: flow.provider as ProviderSlug,
      identity,
      attachUserId: flow.attach_user_id,
    };
    return link(environment, account, async (tx, current, linked) => {
      noteUser(environment.subject, linked.user.id);
      if (flow.attach_user_id !== null) await assertStillAttaching(tx, flow);
      const { code_challenge: codeChallenge } = flow;
      const token = await issueToken(tx, current, vault, { linked, codeChallenge, identity });
      return appUrl(flow, linked, token);
    });
  }

  return {
    async finish(environment, input) {
      const { params, state, browserSecret } = input;
      if (!looksLikeToken(state)) throw apiError('oauth_invalid_state');
      if (params['code'] === undefined && params['error'] === undefined) {
        throw apiError('oauth_invalid_callback_request');
      }
      const flow = await takeFlow(database, environment, state, browserSecret);
      noteDetail(environment.subject, 'provider', flow.provider);
      try {
        return await finishFlow(environment, flow, input);
      } catch (error) {
        // The browser has proven that the flow is its own, and the URL was registered.
        const told = environment.settings.oauth_errors_to_app && error instanceof ApiError;
        if (!told) throw error;
        noteRefusal(environment.subject, error.type);
        return failureUrl(flow, error);
      }
    },
  };
}
