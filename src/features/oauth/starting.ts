import { hashToken } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { assertCodeChallenge } from '../pkce/pkce.ts';
import type { Environment } from '../projects/environment.ts';
import { resolveRedirectUrl } from '../redirect-urls/matching.ts';
import { oauthUrlErrors } from '../redirect-urls/parameter-errors.ts';
import * as attachStore from './attach-token.store.ts';
import { callbackUrlOf } from './callback-url.ts';
import { startRefusalOf } from './failures.ts';
import { beginFlow, newFlowSecrets } from './flow.ts';
import { nonceOf, verifierOf } from './flow-secrets.ts';
import type { OAuth, OAuthDependencies, StartInput } from './oauth.service.ts';
import { isProviderSlug, type ProviderSlug } from './providers/slugs.ts';

/** Throws `invalid_oauth_provider`. */
export function readProvider(text: string): ProviderSlug {
  if (!isProviderSlug(text)) throw apiError('invalid_oauth_provider');
  return text;
}

/** RFC 6749 section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

function readScopes(text: string | undefined): string[] {
  const scopes = (text ?? '').split(' ').filter(Boolean);
  if (!scopes.every((scope) => SCOPE.test(scope))) throw apiError('oauth_invalid_scope_requested');
  return scopes;
}

/** Any other app on the device may take an app's scheme for its own, so the token must be bound. */
const isNative = (url: string): boolean => !/^https?:/i.test(url);

/** Everything that the request and the settings alone decide. */
function readPlan(environment: Environment, input: StartInput) {
  const { code_challenge } = input;
  if (code_challenge !== undefined) assertCodeChallenge(code_challenge);
  const { redirectUrls } = environment;
  const { LOGIN, SIGNUP } = oauthUrlErrors;
  const login = resolveRedirectUrl(redirectUrls, 'LOGIN', input.login_redirect_url, LOGIN);
  const signup = resolveRedirectUrl(redirectUrls, 'SIGNUP', input.signup_redirect_url, SIGNUP);
  if (code_challenge === undefined && [login, signup].some(isNative)) {
    throw apiError('pkce_required_for_native_callback');
  }
  return { login, signup, scopes: readScopes(input.custom_scopes) };
}

export function createStarting({
  database,
  limits,
  providers,
  publicUrl,
}: OAuthDependencies): Pick<OAuth, 'start'> {
  /** The user of the attach token, which is used up; null where there is none. */
  async function attachedUser(
    tx: Executor,
    environment: Environment,
    provider: ProviderSlug,
    token: string | undefined,
  ): Promise<string | null> {
    if (token === undefined) return null;
    const user = await attachStore.consumeAttachToken(tx, {
      environment: environment.id,
      hash: hashToken(token),
      provider,
      now: environment.now(),
    });
    if (user === undefined) throw apiError('invalid_oauth_attach_token');
    return user;
  }

  return {
    async start(environment, input) {
      const provider = readProvider(input.provider);
      const { login, signup, scopes } = readPlan(environment, input);
      await limits.take(environment, { 'oauth.start': environment.projectId });
      const { state, browserSecret } = newFlowSecrets();
      const url = await providers
        .authorizationUrl(environment, provider, {
          redirectUri: callbackUrlOf(publicUrl, environment.oauthCallbackId),
          state,
          nonce: nonceOf(browserSecret),
          codeVerifier: verifierOf(browserSecret),
          scopes,
          providerParams: input.providerParams,
        })
        .catch((error: unknown) => {
          throw startRefusalOf(error);
        });
      await database.transaction(async (tx) => {
        const { oauth_attach_token: token } = input;
        await beginFlow(tx, environment, {
          state,
          browserSecret,
          provider,
          login_redirect_url: login,
          signup_redirect_url: signup,
          custom_scopes: scopes.join(' '),
          code_challenge: input.code_challenge ?? null,
          attach_user_id: await attachedUser(tx, environment, provider, token),
        });
      });
      return {
        url: url.href,
        state,
        browserSecret,
        // OAuth 2.0 Form Post Response Mode: the provider comes back by a cross-site POST.
        byForm: url.searchParams.get('response_mode') === 'form_post',
      };
    },
  };
}
