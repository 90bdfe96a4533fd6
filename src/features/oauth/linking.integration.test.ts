import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { authenticateOAuth, goThrough, oauthLogin, oauthToken } from '../../testing/oauth-login.ts';
import { GOOD, passwordUser } from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const refusal = (status_code: number, error_type: string) => ({ status_code, error_type });
const createUser = async (body: object) => (await app.call('POST', '/v1/users', body)).body;
const getUser = async (id: string) => (await app.call('GET', `/v1/users/${id}`)).body;
const addresses = (user: { emails: { email: string; verified: boolean }[] }) =>
  user.emails.map(({ email, verified }) => [email, verified]);

/** Of those the provider guarantees addresses, if it says so. */
const TRUSTED = ['google', 'apple', 'bitbucket', 'github', 'gitlab', 'discord', 'twitch', 'yahoo'];
/** behaviour-messaging-oauth 5.7: not, whatever they say. */
const UNTRUSTED = ['amazon', 'microsoft', 'facebook', 'twitter', 'tiktok', 'snapchat'];

describe('an address that the provider guarantees', () => {
  test.each(TRUSTED)('finds its user, by %s', async (provider) => {
    const email = `known@${provider}.example.com`;
    const { user_id } = await createUser({ email });
    const { user, ...answer } = await oauthLogin(app, provider, { email: email.toUpperCase() });
    expect(answer.user_id).toBe(user_id);
    expect(addresses(user)).toEqual([[email, true]]);
    expect(answer.reset_sessions).toBe(false);
  });

  test('makes a new user with it, verified', async () => {
    const { user } = await oauthLogin(app, 'google', { email: 'New.One@Example.com' });
    expect(addresses(user)).toEqual([['New.One@Example.com', true]]);
  });

  test('is proven when the app finishes the login, not before', async () => {
    const { user_id } = await createUser({ email: 'half@example.com' });
    const token = await oauthToken(app, 'google', { email: 'half@example.com' });
    expect(addresses(await getUser(user_id))).toEqual([['half@example.com', false]]);
    await authenticateOAuth(app, token);
    expect(addresses(await getUser(user_id))).toEqual([['half@example.com', true]]);
  });

  test('is added to who has the account already', async () => {
    const first = await oauthLogin(app, 'google', { subject: 'moved', email: 'old@example.com' });
    const second = await oauthLogin(app, 'google', {
      subject: 'moved',
      email: 'newer@example.com',
    });
    expect(second.user_id).toBe(first.user_id);
    expect(addresses(second.user)).toEqual([
      ['old@example.com', true],
      ['newer@example.com', true],
    ]);
  });

  test('is left with whoever has it, and the account decides', async () => {
    const owner = await createUser({ email: 'taken@example.com' });
    const first = await oauthLogin(app, 'google', { subject: 'account-first' });
    const again = await oauthLogin(app, 'google', {
      subject: 'account-first',
      email: 'taken@example.com',
    });
    expect(again.user_id).toBe(first.user_id);
    expect(again.user.emails).toEqual([]);
    expect(addresses(await getUser(owner.user_id))).toEqual([['taken@example.com', false]]);
  });

  test('goes to its owner, not to whoever merely claims it for some minutes', async () => {
    const attacker = await createUser({ email: 'attacker@example.com' });
    await app.call('POST', '/v1/magic_links/email/send', {
      email: 'victim@example.com',
      user_id: attacker.user_id,
    });
    const { user_id, user } = await oauthLogin(app, 'google', { email: 'victim@example.com' });
    expect(user_id).not.toBe(attacker.user_id);
    expect(addresses(user)).toEqual([['victim@example.com', true]]);
    expect(addresses(await getUser(attacker.user_id))).toEqual([['attacker@example.com', false]]);
  });

  test('that is none counts for nothing', async () => {
    const { user } = await oauthLogin(app, 'google', { subject: 'odd', email: 'not an address' });
    expect(user.emails).toEqual([]);
  });
});

describe('an address that the provider does not guarantee', () => {
  test.each(UNTRUSTED)('neither finds nor makes one, by %s, whatever it says', async (provider) => {
    const email = `owner@${provider}.example.com`;
    const owner = await createUser({ email });
    const answer = await oauthLogin(app, provider, { email, email_verified: 'true' });
    expect(answer.user_id).not.toBe(owner.user_id);
    expect(answer.user.emails).toEqual([]);
    const [factor] = answer.user_session.authentication_factors;
    expect(
      factor[`${provider === 'tiktok' ? 'tik_tok' : provider}_oauth_factor`],
    ).not.toHaveProperty('email_id');
  });

  test.each(TRUSTED)('neither finds nor makes one, by %s, if it says so', async (provider) => {
    const email = `unverified@${provider}.example.com`;
    const owner = await createUser({ email });
    const answer = await oauthLogin(app, provider, { email, email_verified: 'false' });
    expect(answer.user_id).not.toBe(owner.user_id);
    expect(answer.user.emails).toEqual([]);
  });
});

describe('takeover in advance', () => {
  test('a password that nobody proved must be reset, and its sessions are gone', async () => {
    const email = 'squatted@example.com';
    const squatter = await passwordUser(app, email, { session_duration_minutes: 60 });
    const answer = await oauthLogin(app, 'google', { email });
    expect(answer).toMatchObject({ user_id: squatter.user_id, reset_sessions: true });
    expect(answer.user.password.requires_reset).toBe(true);
    const { session_token } = squatter;
    const old = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(old.body).toMatchObject(refusal(404, 'session_not_found'));
    const password = await app.call('POST', '/v1/passwords/authenticate', {
      email,
      password: GOOD,
    });
    expect(password.body).toMatchObject({ error_type: 'reset_password' });
    const mine = { session_token: answer.session_token };
    expect((await app.call('POST', '/v1/sessions/authenticate', mine)).status).toBe(200);
  });

  test('a password of a proven address stays', async () => {
    const email = 'proven@example.com';
    await login(app, email);
    await app.call('POST', '/v1/passwords/email/reset/start', { email });
    const { token } = await app.lastMail(email);
    await app.call('POST', '/v1/passwords/email/reset', { token, password: GOOD });
    const answer = await oauthLogin(app, 'google', { email });
    expect(answer.reset_sessions).toBe(false);
    expect(answer.user.password.requires_reset).toBe(false);
  });

  test('an account without a guaranteed address protects nothing and takes nothing', async () => {
    const email = 'squatted-2@example.com';
    const squatter = await passwordUser(app, email);
    const answer = await oauthLogin(app, 'microsoft', { email });
    expect(answer.user_id).not.toBe(squatter.user_id);
    expect((await getUser(squatter.user_id)).password.requires_reset).toBe(false);
  });
});

describe('the user', () => {
  test('who was invited goes to the signup URL and becomes active', async () => {
    const email = 'invited@example.com';
    await app.call('POST', '/v1/magic_links/email/invite', { email });
    const page = await goThrough(app, 'google', { email });
    const url = new URL(page.location ?? '');
    expect(url.searchParams.get('stytch_redirect_type')).toBe('signup');
    const { body } = await authenticateOAuth(app, url.searchParams.get('token') ?? '');
    expect(body.user.status).toBe('active');
  });

  test('without a name gets that of the provider, one with a name keeps it', async () => {
    const name = { given_name: 'Ada', family_name: 'Lovelace' };
    await createUser({ email: 'nameless@example.com' });
    const named = await oauthLogin(app, 'google', { email: 'nameless@example.com', ...name });
    expect(named.user.name).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace' });
    await createUser({ email: 'named@example.com', name: { first_name: 'Grace' } });
    const kept = await oauthLogin(app, 'google', { email: 'named@example.com', ...name });
    expect(kept.user.name).toMatchObject({ first_name: 'Grace', last_name: '' });
  });

  test('is one, however many first logins come at the same time', async () => {
    const chosen = { subject: 'racer', email: 'racer@example.com' };
    const pages = await Promise.all(
      Array.from({ length: 5 }, () => goThrough(app, 'google', chosen)),
    );
    const tokens = pages.map(({ location }) => new URL(location ?? '').searchParams.get('token'));
    const users = await Promise.all(tokens.map((token) => authenticateOAuth(app, token ?? '')));
    expect(new Set(users.map(({ body }) => body.user_id)).size).toBe(1);
  });

  test('of several providers is one, by the address', async () => {
    const email = 'everywhere@example.com';
    const logins = [];
    for (const provider of ['google', 'github', 'apple']) {
      logins.push(await oauthLogin(app, provider, { email }));
    }
    expect(new Set(logins.map(({ user_id }) => user_id)).size).toBe(1);
    expect(
      logins.at(-1).user.providers.map((one: { provider_type: string }) => one.provider_type),
    ).toEqual(['Google', 'Github', 'Apple']);
  });

  test('who is locked is not let in', async () => {
    const email = 'locked@example.com';
    const { user_id } = await passwordUser(app, email);
    for (let tries = 0; tries < 10; tries += 1) {
      await app.call('POST', '/v1/passwords/authenticate', { email, password: 'wrong' });
    }
    expect((await getUser(user_id)).is_locked).toBe(true);
    const token = await oauthToken(app, 'google', { email });
    const { body } = await authenticateOAuth(app, token);
    expect(body).toMatchObject(refusal(429, 'user_lock_limit_reached'));
    await later(app, 3_600, async () => {
      expect((await oauthLogin(app, 'google', { email })).user_id).toBe(user_id);
    });
  });

  test('who is deleted while the browser is away makes room for a new one', async () => {
    const first = await oauthLogin(app, 'google', { email: 'gone@example.com' });
    const token = await oauthToken(app, 'google', { email: 'gone@example.com' });
    await app.call('DELETE', `/v1/users/${first.user_id}`);
    expect((await authenticateOAuth(app, token)).body).toMatchObject(
      refusal(400, 'oauth_token_not_found'),
    );
    const second = await oauthLogin(app, 'google', { email: 'gone@example.com' });
    expect(second.user_id).not.toBe(first.user_id);
  });

  test('is found by search', async () => {
    const { user_id } = await oauthLogin(app, 'figma', { subject: 'searched' });
    const query = {
      operator: 'AND',
      operands: [{ filter_name: 'oauth_provider', filter_value: ['figma'] }],
    };
    const { body } = await app.call('POST', '/v1/users/search', { query });
    expect(body.results.map((one: { user_id: string }) => one.user_id)).toEqual([user_id]);
  });
});

describe('an attach token', () => {
  const attach = async (body: object) => (await app.call('POST', '/v1/oauth/attach', body)).body;
  const flow = (token: string, provider: string, chosen: Record<string, string>) =>
    goThrough(app, provider, chosen, { oauth_attach_token: token });

  test('makes the login one of the chosen user, whatever the address is', async () => {
    const { user_id } = await createUser({ email: 'attached@example.com', external_id: 'ext-1' });
    const { session_token, session_jwt } = await login(app, 'attached@example.com');
    for (const [number, chosen] of [
      { user_id },
      { user_id: 'ext-1' },
      { session_token },
      { session_jwt },
    ].entries()) {
      const { oauth_attach_token } = await attach({ provider: 'github', ...chosen });
      expect(oauth_attach_token).toMatch(/^[\w-]{44}$/);
      const page = await flow(oauth_attach_token, 'github', {
        subject: `attached-${number}`,
        email: `other-${number}@example.com`,
      });
      const url = new URL(page.location ?? '');
      expect(url.searchParams.get('stytch_redirect_type')).toBe('login');
      const { body } = await authenticateOAuth(app, url.searchParams.get('token') ?? '');
      expect(body.user_id).toBe(user_id);
    }
    // The provider guarantees them, so the user has these too.
    expect(addresses(await getUser(user_id))).toContainEqual(['other-3@example.com', true]);
  });

  test.each([
    ['nobody', {}, 'no_user_selection_arguments'],
    ['two', { user_id: 'x', session_token: 'y' }, 'too_many_user_selection_arguments'],
    ['an unknown user', { user_id: 'nobody-knows' }, 'user_not_found'],
  ])('is refused for %s', async (_who, chosen, error) => {
    expect(await attach({ provider: 'google', ...chosen })).toMatchObject({ error_type: error });
  });

  test('is refused for a provider that is none, and in LIVE for one without settings', async () => {
    const { user_id } = await createUser({ email: 'no-provider@example.com' });
    expect(await attach({ provider: 'myspace', user_id })).toMatchObject(
      refusal(400, 'invalid_oauth_provider'),
    );
    const { body: live } = await app.callLive('POST', '/v1/users', { email: 'l@example.com' });
    const body = { provider: 'google', user_id: live.user_id };
    expect((await app.callLive('POST', '/v1/oauth/attach', body)).body).toMatchObject({
      ...refusal(404, 'oauth_config_not_found'),
      error_message: expect.stringContaining('OAuth config'),
    });
  });

  test('works once, for its provider, for ten minutes', async () => {
    const { user_id } = await createUser({ email: 'attach-once@example.com' });
    const start = async (token: string, provider: string) => {
      const query = new URLSearchParams({
        public_token: app.test.public_token,
        oauth_attach_token: token,
      });
      const url = `/v1/public/oauth/${provider}/start?${query}`;
      const { statusCode, body } = await app.app.inject({
        url,
        headers: { host: 'localhost:7700' },
      });
      return statusCode === 302 ? 302 : JSON.parse(body).error_type;
    };
    const token = async () => (await attach({ provider: 'google', user_id })).oauth_attach_token;
    const one = await token();
    expect(await start(one, 'github')).toBe('invalid_oauth_attach_token');
    const all = await Promise.all([1, 2, 3].map(() => start(one, 'google')));
    expect(all.filter((answer) => answer === 302)).toHaveLength(1);
    const other = await token();
    await later(app, 600, async () => {
      expect(await start(other, 'google')).toBe('invalid_oauth_attach_token');
    });
  });

  test('cannot take an account from its user', async () => {
    const owner = await oauthLogin(app, 'google', { subject: 'owned' });
    const { user_id } = await createUser({ email: 'thief@example.com' });
    const { oauth_attach_token } = await attach({ provider: 'google', user_id });
    const page = await flow(oauth_attach_token, 'google', { subject: 'owned' });
    expect(JSON.parse(page.text)).toMatchObject(refusal(400, 'oauth_flow_callback_error'));
    expect((await getUser(user_id)).providers).toEqual([]);
    expect((await getUser(owner.user_id)).providers).toHaveLength(1);
  });

  test('dies with its user', async () => {
    const { user_id } = await createUser({ email: 'attach-gone@example.com' });
    const { oauth_attach_token } = await attach({ provider: 'google', user_id });
    await app.call('DELETE', `/v1/users/${user_id}`);
    const { body } = await app.app.inject({
      url: `/v1/public/oauth/google/start?public_token=${app.test.public_token}&oauth_attach_token=${oauth_attach_token}`,
      headers: { host: 'localhost:7700' },
    });
    expect(JSON.parse(body)).toMatchObject(refusal(400, 'invalid_oauth_attach_token'));
  });
});

test('a magic link and an account of the same address lead to one user', async () => {
  const email = 'both-ways@example.com';
  const { user_id } = await oauthLogin(app, 'google', { email });
  const token = await mailedToken(app, email);
  const { body } = await app.call('POST', '/v1/magic_links/authenticate', { token });
  expect(body.user_id).toBe(user_id);
});
