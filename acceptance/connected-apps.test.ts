import * as oauth from 'oauth4webapi';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdentityProvider, startIdentityProvider } from './lib/identity-provider.ts';
import type { PageVisitor } from './lib/page-visitor.ts';

/*
 * Strict clients of others against a server of its own process: each checks what its specifications
 * say, and none knows us. People are played by a browser without script.
 */

const REDIRECT = 'http://127.0.0.1:3000/callback';
const AFTER_LOGOUT = 'http://127.0.0.1:3000/bye';
const SCOPE = 'openid profile email offline_access';
const TIMEOUT_MS = 180_000;

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
}, TIMEOUT_MS);
afterAll(() => provider?.stop(), TIMEOUT_MS);

const fields = { redirect_urls: [REDIRECT], post_logout_redirect_urls: [AFTER_LOGOUT] };

/** Walks from the client's URL through login and consent; the URL that leads back. */
async function walk(visitor: PageVisitor, url: URL): Promise<URL> {
  let seen = await visitor.get(url);
  if (seen.html.includes('value="email-code"')) seen = await visitor.logIn(seen, provider.email);
  if (seen.html.includes('value="allow"')) seen = await visitor.press(seen, 'allow');
  if (seen.location === undefined) throw new Error(`It does not lead back: ${seen.html}`);
  return new URL(seen.location);
}

const insecure = { execute: [oidc.allowInsecureRequests] };

describe('openid-client', () => {
  async function flow(config: oidc.Configuration, visitor: PageVisitor, more = {}) {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: SCOPE,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...more,
    });
    const back = await walk(visitor, url);
    return oidc.authorizationCodeGrant(config, back, {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      idTokenExpected: true,
      ...('max_age' in more && { maxAge: Number(more.max_age) }),
    });
  }

  test.each([
    ['client_secret_post', oidc.ClientSecretPost],
    ['client_secret_basic', oidc.ClientSecretBasic],
  ])(
    'with %s: discovery, code, userinfo, refresh, introspection, revocation, logout',
    async (_name, authentication) => {
      const client = await provider.makeApp({ client_type: 'third_party', ...fields });
      const config = await oidc.discovery(
        new URL(provider.issuer),
        client.client_id,
        client.client_secret,
        authentication(client.client_secret),
        insecure,
      );
      const visitor = provider.visitor();
      const tokens = await flow(config, visitor);
      expect(tokens.claims()).toMatchObject({
        sub: provider.userId,
        email: provider.email,
        name: 'Ada Byron',
        auth_time: expect.any(Number),
      });
      const info = await oidc.fetchUserInfo(config, tokens.access_token, provider.userId);
      expect(info).toMatchObject({ email: provider.email, email_verified: true });
      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(await oidc.tokenIntrospection(config, next.access_token)).toMatchObject({
        active: true,
        sub: provider.userId,
        client_id: client.client_id,
      });
      await oidc.tokenRevocation(config, tokens.refresh_token ?? '');
      expect(await oidc.tokenIntrospection(config, next.access_token)).toMatchObject({
        active: false,
      });
      const logout = oidc.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: AFTER_LOGOUT,
        state: 'bye',
      });
      expect(await visitor.get(logout)).toMatchObject({
        status: 303,
        location: `${AFTER_LOGOUT}?state=bye`,
      });
    },
    TIMEOUT_MS,
  );

  test(
    'registers itself as a public client, and gets a new refresh token with each use',
    async () => {
      const config = await oidc.dynamicClientRegistration(
        new URL(provider.issuer),
        {
          client_name: 'openid-client',
          redirect_uris: [REDIRECT],
          token_endpoint_auth_method: 'none',
        },
        oidc.None(),
        insecure,
      );
      const tokens = await flow(config, provider.visitor());
      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(next.refresh_token).not.toBe(tokens.refresh_token);
      await oidc.refreshTokenGrant(config, next.refresh_token ?? '');
    },
    TIMEOUT_MS,
  );

  test(
    'asks for a login anew by prompt and max_age, and believes auth_time',
    async () => {
      const client = await provider.makeApp({ client_type: 'first_party', ...fields });
      const config = await oidc.discovery(
        new URL(provider.issuer),
        client.client_id,
        client.client_secret,
        undefined,
        insecure,
      );
      const visitor = provider.visitor();
      await flow(config, visitor);
      const tokens = await flow(config, visitor, { prompt: 'login', max_age: '60' });
      expect(tokens.claims()?.auth_time).toBeLessThanOrEqual(Math.ceil(Date.now() / 1_000));
    },
    TIMEOUT_MS,
  );
});

describe('oauth4webapi', () => {
  const http = { [oauth.allowInsecureRequests]: true };

  test.each(['oidc', 'oauth2'] as const)(
    'by the discovery of %s: code with PKCE, issuer of the answer, refresh with rotation',
    async (algorithm) => {
      const issuer = new URL(provider.issuer);
      const discovered = await oauth.discoveryRequest(issuer, { algorithm, ...http });
      const as = await oauth.processDiscoveryResponse(issuer, discovered);
      expect(as).toMatchObject({
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
      const registered = await oauth.processDynamicClientRegistrationResponse(
        await oauth.dynamicClientRegistrationRequest(
          as,
          {
            client_name: `oauth4webapi ${algorithm}`,
            redirect_uris: [REDIRECT],
            token_endpoint_auth_method: 'client_secret_post',
          },
          http,
        ),
      );
      const client: oauth.Client = { client_id: registered.client_id };
      const authentication = oauth.ClientSecretPost(registered.client_secret as string);
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const url = new URL(as.authorization_endpoint as string);
      url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: REDIRECT,
        response_type: 'code',
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString();
      const back = await walk(provider.visitor(), url);
      const parameters = oauth.validateAuthResponse(as, client, back, state);
      const tokens = await oauth.processAuthorizationCodeResponse(
        as,
        client,
        await oauth.authorizationCodeGrantRequest(
          as,
          client,
          authentication,
          parameters,
          REDIRECT,
          verifier,
          http,
        ),
        { expectedNonce: nonce, requireIdToken: true },
      );
      const info = await oauth.processUserInfoResponse(
        as,
        client,
        provider.userId,
        await oauth.userInfoRequest(as, client, tokens.access_token, http),
      );
      expect(info.sub).toBe(provider.userId);
      const refreshed = await oauth.processRefreshTokenResponse(
        as,
        client,
        await oauth.refreshTokenGrantRequest(
          as,
          client,
          authentication,
          tokens.refresh_token as string,
          http,
        ),
      );
      const introspected = await oauth.processIntrospectionResponse(
        as,
        client,
        await oauth.introspectionRequest(as, client, authentication, refreshed.access_token, http),
      );
      expect(introspected).toMatchObject({ active: true, token_type: 'access_token' });
      await oauth.processRevocationResponse(
        await oauth.revocationRequest(as, client, authentication, refreshed.access_token, http),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'is told in OAuth words what went wrong',
    async () => {
      const issuer = new URL(provider.issuer);
      const as = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, http),
      );
      const made = await provider.makeApp({ client_type: 'first_party', ...fields });
      const client: oauth.Client = { client_id: made.client_id };
      const wrong = await oauth.refreshTokenGrantRequest(
        as,
        client,
        oauth.ClientSecretPost(made.client_secret),
        'A'.repeat(44),
        http,
      );
      await expect(oauth.processRefreshTokenResponse(as, client, wrong)).rejects.toMatchObject({
        error: 'invalid_grant',
        status: 400,
      });
      const challenged = oauth.userInfoRequest(as, client, 'not-a-token', http);
      const info = challenged.then((response) =>
        oauth.processUserInfoResponse(as, client, provider.userId, response),
      );
      await expect(info).rejects.toMatchObject({
        cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
      });
    },
    TIMEOUT_MS,
  );
});
