import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, unlimited } from '../../testing/magic-login.ts';
import {
  authenticateOAuth,
  choose,
  goThrough,
  loggedInUrl,
  newBrowser,
  oauthLogin,
  oauthToken,
  startLogin,
  startUrl,
} from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { providers } from './providers/index.ts';
import { providerSlugs } from './providers/slugs.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const APP_URL = 'http://localhost:3000/authenticate';
const refusal = (status_code: number, error_type: string) => ({ status_code, error_type });
const bodyOf = (page: { text: string }) => JSON.parse(page.text);

describe('a login through a provider', () => {
  test.each(providerSlugs)('%s makes a user and finds them again', async (provider) => {
    const email = `first@${provider}.example.com`;
    const chosen = { subject: `${provider}-1`, email, given_name: 'Ada', family_name: 'Lovelace' };
    const first = await loggedInUrl(app, provider, chosen);
    expect(first.href.startsWith(`${APP_URL}?`)).toBe(true);
    expect(Object.fromEntries(first.searchParams)).toEqual({
      stytch_redirect_type: 'signup',
      stytch_token_type: 'oauth',
      token: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
    });
    const { body } = await authenticateOAuth(app, first.searchParams.get('token') ?? '', {
      session_duration_minutes: 30,
    });
    expect(body).toMatchObject({
      status_code: 200,
      provider_subject: `${provider}-1`,
      provider_type: providers[provider].displayName,
      oauth_user_registration_id: expect.stringMatching(/^oauth-user-test-/),
      reset_sessions: false,
      user: {
        status: 'active',
        name: { first_name: 'Ada', last_name: 'Lovelace' },
        providers: [{ provider_subject: `${provider}-1` }],
      },
    });

    const second = await loggedInUrl(app, provider, { subject: `${provider}-1` });
    expect(second.searchParams.get('stytch_redirect_type')).toBe('login');
    const again = await authenticateOAuth(app, second.searchParams.get('token') ?? '');
    expect(again.body).toMatchObject({ user_id: body.user_id, user_session: null });
    expect(again.body.session_token).toBe('');
  });

  test('tells the session which account it was, under the key of the provider', async () => {
    const google = await oauthLogin(app, 'google', { email: 'factor@example.com' });
    const [email] = google.user.emails;
    const detail = {
      id: google.oauth_user_registration_id,
      provider_subject: google.provider_subject,
    };
    expect(google.user_session.authentication_factors).toEqual([
      expect.objectContaining({
        type: 'oauth',
        delivery_method: 'oauth_google',
        google_oauth_factor: { ...detail, email_id: email.email_id },
      }),
    ]);
    const gitlab = await oauthLogin(app, 'gitlab', { subject: 'gl-7', email_verified: '' });
    const [factor] = gitlab.user_session.authentication_factors;
    // Backend and browser SDKs spell it differently.
    expect(factor.git_lab_oauth_factor).toEqual(factor.gitlab_oauth_factor);
    expect(factor.git_lab_oauth_factor.provider_subject).toBe('gl-7');
  });

  test('hands over the tokens of the provider', async () => {
    const { provider_values } = await oauthLogin(
      app,
      'google',
      { email: 'values@example.com' },
      { custom_scopes: 'calendar.read drive' },
    );
    expect(provider_values.access_token).toMatch(/^ey/);
    expect(provider_values.refresh_token).toMatch(/^ey/);
    expect(provider_values.id_token).toMatch(/^ey/);
    expect(provider_values.scopes).toEqual(expect.arrayContaining(['calendar.read', 'drive']));
    expect(Date.parse(provider_values.expires_at)).toBeGreaterThan(Date.now());
  });

  test('takes picture and locale along', async () => {
    const chosen = { email: 'picture@example.com', picture: 'https://img.example/1', locale: 'de' };
    const { user } = await oauthLogin(app, 'google', chosen);
    expect(user.providers).toEqual([
      expect.objectContaining({ profile_picture_url: 'https://img.example/1', locale: 'de' }),
    ]);
    const later = await oauthLogin(app, 'google', { ...chosen, locale: 'fr' });
    expect(later.user.providers).toEqual([expect.objectContaining({ locale: 'fr' })]);
  });

  test('adds its factor to the session that is presented', async () => {
    const { session_token, user_session } = await oauthLogin(app, 'google', { subject: 'both' });
    const token = await oauthToken(app, 'google', { subject: 'both' });
    const { body } = await authenticateOAuth(app, token, { session_token });
    expect(body.session_token).toBe(session_token);
    expect(body.user_session.session_id).toBe(user_session.session_id);
    expect(body.user_session.authentication_factors).toHaveLength(1);
  });

  test('leaves the session of another user alone', async () => {
    const { session_token } = await oauthLogin(app, 'google', { subject: 'mine' });
    const token = await oauthToken(app, 'google', { subject: 'theirs' });
    const { body } = await authenticateOAuth(app, token, { session_token });
    expect(body).toMatchObject({ status_code: 200, user_session: null, session_token: '' });
  });
});

describe('the token', () => {
  test('works once', async () => {
    const token = await oauthToken(app, 'google', { subject: 'once' });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => authenticateOAuth(app, token)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200);
    for (const { body } of others)
      expect(body).toMatchObject(refusal(400, 'oauth_token_not_found'));
  });

  test('is dead after five minutes', async () => {
    const token = await oauthToken(app, 'google', { subject: 'late' });
    await later(app, 5 * 60, async () => {
      const { body } = await authenticateOAuth(app, token);
      expect(body).toMatchObject(refusal(401, 'expired_oauth_response'));
    });
  });

  test('of another environment is unknown', async () => {
    const token = await oauthToken(app, 'google', { subject: 'foreign' });
    const { body } = await app.callLive('POST', '/v1/oauth/authenticate', { token });
    expect(body).toMatchObject(refusal(400, 'oauth_token_not_found'));
  });

  test('dies with the registration it came from', async () => {
    const { oauth_user_registration_id } = await oauthLogin(app, 'google', {
      email: 'unlinked@example.com',
    });
    const token = await oauthToken(app, 'google', { email: 'unlinked@example.com' });
    const path = `/v1/users/oauth/${oauth_user_registration_id}`;
    expect((await app.call('DELETE', path)).status).toBe(200);
    const { body } = await authenticateOAuth(app, token);
    expect(body).toMatchObject(refusal(400, 'oauth_token_not_found'));
  });

  test('stays usable when a proof key is missing or wrong', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const token = await oauthToken(app, 'google', { subject: 'pkce' }, { code_challenge });
    const attempt = async (extra: object) => (await authenticateOAuth(app, token, extra)).body;
    expect(await attempt({})).toMatchObject(refusal(400, 'pkce_expected_code_verifier'));
    const wrong = { code_verifier: randomBytes(32).toString('base64url') };
    expect(await attempt(wrong)).toMatchObject(refusal(400, 'pkce_mismatch'));
    expect(await attempt({ code_verifier: verifier })).toMatchObject({ status_code: 200 });
  });

  test('takes no proof key where the flow had none', async () => {
    const token = await oauthToken(app, 'google', { subject: 'no-pkce' });
    const { body } = await authenticateOAuth(app, token, { code_verifier: 'v'.repeat(43) });
    expect(body).toMatchObject(refusal(400, 'pkce_did_not_expect_code_verifier'));
  });
});

describe('the start', () => {
  const start = async (provider: string, parameters: Record<string, string> = {}) =>
    newBrowser(app).visit(startUrl(app, provider, parameters));

  test('sends the browser on with everything the protocol needs', async () => {
    const page = await start('google', { provider_login_hint: 'ada@example.com' });
    expect(page.status).toBe(302);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const url = new URL(page.location ?? '');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'stand-in-google',
      redirect_uri: expect.stringMatching(
        /^http:\/\/localhost:7700\/v1\/oauth\/callback\/oauth-callback-test-[0-9a-f-]{36}$/,
      ),
      response_type: 'code',
      scope: expect.stringContaining('openid'),
      state: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
      nonce: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      code_challenge_method: 'S256',
      access_type: 'offline',
      login_hint: 'ada@example.com',
    });
  });

  test('lets a provider_ parameter change nothing that is ours', async () => {
    const before = await start('google');
    const page = await start('google', {
      provider_state: 'chosen',
      provider_redirect_uri: 'https://evil.example',
      provider_client_id: 'other',
      provider_code_challenge: 'x',
      provider_response_type: 'token',
      provider_nonce: 'n',
    });
    const given = new URL(page.location ?? '').searchParams;
    const usual = new URL(before.location ?? '').searchParams;
    expect([...given.keys()].sort()).toEqual([...usual.keys()].sort());
    for (const name of ['redirect_uri', 'client_id', 'response_type']) {
      expect(given.get(name)).toBe(usual.get(name));
    }
    expect(given.get('state')).not.toBe('chosen');
  });

  test.each([
    ['an unknown provider', 'myspace', {}, refusal(400, 'invalid_oauth_provider')],
    ['no public token', 'google', { public_token: '' }, refusal(400, 'public_token_required')],
    [
      'an unknown public token',
      'google',
      { public_token: 'public-token-test-00000000-0000-4000-8000-000000000000' },
      refusal(404, 'public_token_not_found'),
    ],
    [
      'a foreign login URL',
      'google',
      { login_redirect_url: 'https://evil.example/authenticate' },
      refusal(400, 'no_match_for_provided_oauth_url'),
    ],
    [
      'a foreign signup URL beside a good login URL',
      'google',
      { login_redirect_url: APP_URL, signup_redirect_url: 'https://evil.example' },
      refusal(400, 'no_match_for_provided_oauth_url'),
    ],
    [
      'another query',
      'google',
      { login_redirect_url: `${APP_URL}?next=//evil.example` },
      refusal(400, 'query_params_do_not_match'),
    ],
    [
      'credentials in the URL',
      'google',
      { login_redirect_url: 'http://localhost:3000@evil.example/authenticate' },
      refusal(400, 'invalid_login_oauth_url'),
    ],
    [
      'a script for a login URL',
      'google',
      { login_redirect_url: 'javascript:alert(1)' },
      refusal(400, 'invalid_login_oauth_url'),
    ],
    [
      'a malformed challenge',
      'google',
      { code_challenge: 'short' },
      refusal(400, 'invalid_pkce_code_challenge'),
    ],
    [
      'an unknown attach token',
      'google',
      { oauth_attach_token: 'a'.repeat(44) },
      refusal(400, 'invalid_oauth_attach_token'),
    ],
    [
      'a scope that is none',
      'google',
      { custom_scopes: 'a"b' },
      refusal(400, 'oauth_invalid_scope_requested'),
    ],
  ])('refuses %s with JSON and redirects nobody', async (_what, provider, parameters, error) => {
    const page = await start(provider, parameters);
    expect(bodyOf(page)).toMatchObject(error);
    expect(page.location).toBeUndefined();
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  test('refuses a parameter that comes twice', async () => {
    const url = `${startUrl(app, 'google')}&login_redirect_url=a&login_redirect_url=b`;
    expect(bodyOf(await newBrowser(app).visit(url))).toMatchObject(refusal(400, 'bad_request'));
  });

  test('has no stand-in in a LIVE environment', async () => {
    const page = await start('google', { public_token: app.live.public_token });
    expect(page.location).toBeUndefined();
    // LIVE has no redirect URLs of its own at first.
    expect(bodyOf(page)).toMatchObject(refusal(404, 'no_login_redirect_urls_set'));
  });

  test('goes to the host that the callback is at, so that the cookie is', async () => {
    const url = startUrl(app, 'google');
    const page = await newBrowser(app).visit(`http://127.0.0.1:7700${url}`);
    expect(page).toMatchObject({ status: 302, location: `http://localhost:7700${url}` });
    expect(page.headers['set-cookie']).toBeUndefined();
  });
});

test('a reset drops flows under way', async () => {
  const browser = newBrowser(app);
  const callback = await choose(browser, await startLogin(app, browser, 'google'), {
    email: 'r@example.com',
  });
  await app.call('POST', '/selvage/v1/reset', {});
  expect(bodyOf(await browser.visit(callback.href))).toMatchObject(
    refusal(400, 'oauth_invalid_state'),
  );
  expect((await goThrough(app, 'google', { email: 'r@example.com' })).status).toBe(302);
});
