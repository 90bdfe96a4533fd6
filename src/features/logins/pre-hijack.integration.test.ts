import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize, makeConnectedApp, pkcePair, REDIRECT } from '../../testing/connected-apps.ts';
import { login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import {
  comeBack,
  goThrough,
  newBrowser,
  oauthLogin,
  startLogin,
  startUrl,
} from '../../testing/oauth-login.ts';
import {
  BETTER,
  oneHour,
  passwordUser,
  refusal,
  resetToken,
  sessionLives,
} from '../../testing/password-login.ts';
import { type Answer, createTestApp, type TestApp } from '../../testing/test-app.ts';

/**
 * Somebody makes an account with the address of a victim and prepares a way back into it, for the
 * time after the victim has proven the address.
 */
let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const byLink = async (email: string): Promise<Answer['body']> => {
  const token = await mailedToken(app, email);
  return (await app.call('POST', '/v1/magic_links/authenticate', { token, ...oneHour })).body;
};
const byResetMail = async (email: string): Promise<Answer['body']> => {
  const token = await resetToken(app, email);
  const reset = { token, password: BETTER, ...oneHour };
  return (await app.call('POST', '/v1/passwords/email/reset', reset)).body;
};
const byProvider = (email: string) => oauthLogin(app, 'google', { email });

const proofs = [
  ['link', byLink],
  ['reset mail', byResetMail],
  ['provider', byProvider],
] as const;

const attachToken = async (body: object, provider = 'github'): Promise<string> => {
  const answer = await app.call('POST', '/v1/oauth/attach', { provider, ...body });
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body.oauth_attach_token;
};

/** A refresh token that the user of the session gives to an app. */
async function grantedApp(session_token: string) {
  const client = await makeConnectedApp(app, 'third_party_public');
  const { code_verifier, code_challenge } = pkcePair();
  const scopes = ['openid', 'email', 'offline_access'];
  const code = await authorize(app, client.client_id, { session_token, scopes, code_challenge });
  const { client_id } = client;
  const ask = (body: object): Promise<Answer> =>
    app.callAs(undefined, 'POST', `/v1/public/${app.test.project_id}/oauth2/token`, {
      client_id,
      ...body,
    });
  const redeem = () =>
    ask({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier });
  const refresh = (refresh_token: string) => ask({ grant_type: 'refresh_token', refresh_token });
  return { client_id, redeem, refresh };
}

describe.each(proofs)('once the victim has proven the address by %s', (way, prove) => {
  const address = (name: string) => `${name}-${way.replace(' ', '-')}@example.com`;

  test('what the attacker let an app do is over', async () => {
    const email = address('granted');
    const attacker = await passwordUser(app, email, oneHour);
    const { redeem, refresh, client_id } = await grantedApp(attacker.session_token);
    const tokens = (await redeem()).body;
    expect(tokens).toMatchObject({ refresh_token: expect.any(String) });
    const victim = await prove(email);
    expect(victim.user_id).toBe(attacker.user_id);
    expect(await sessionLives(app, attacker.session_token)).toBe(false);
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    const userinfo = await app.app.inject({
      method: 'GET',
      url: `/v1/public/${app.test.project_id}/oauth2/userinfo`,
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(userinfo.statusCode).toBe(401);
    const listed = await app.call('GET', `/v1/users/${victim.user_id}/connected_apps`);
    expect(JSON.stringify(listed.body)).not.toContain(client_id);
  });

  test('a code that the attacker has not exchanged yet is worth nothing', async () => {
    const email = address('code');
    const attacker = await passwordUser(app, email, oneHour);
    const { redeem } = await grantedApp(attacker.session_token);
    await prove(email);
    expect((await redeem()).body).toMatchObject({ error: 'invalid_grant' });
  });

  test('an attach token of the attacker is worth nothing', async () => {
    const email = address('attach');
    const { session_token } = await passwordUser(app, email, oneHour);
    const oauth_attach_token = await attachToken({ session_token });
    await prove(email);
    const page = await newBrowser(app).visit(startUrl(app, 'github', { oauth_attach_token }));
    expect(JSON.parse(page.text)).toMatchObject(refusal(400, 'invalid_oauth_attach_token'));
  });

  test('a flow that the attacker has begun with one ends nowhere', async () => {
    const email = address('flow');
    const { session_token, user_id } = await passwordUser(app, email, oneHour);
    const browser = newBrowser(app);
    const oauth_attach_token = await attachToken({ session_token });
    const provider = await startLogin(app, browser, 'github', { oauth_attach_token });
    await prove(email);
    const page = await comeBack(browser, provider, { subject: `attacker-${way}` });
    expect(JSON.parse(page.text)).toMatchObject({ status_code: 400 });
    const { providers } = (await app.call('GET', `/v1/users/${user_id}`)).body;
    expect(JSON.stringify(providers)).not.toContain(`attacker-${way}`);
  });
});

describe('an account at a provider', () => {
  test('cannot be attached to a user whose own address nobody has proven', async () => {
    const { session_token, user_id } = await passwordUser(app, 'unproven@example.com', oneHour);
    const oauth_attach_token = await attachToken({ session_token });
    const page = await goThrough(app, 'github', { subject: 'mine' }, { oauth_attach_token });
    expect(JSON.parse(page.text)).toMatchObject(refusal(400, 'too_many_unverified_factors'));
    expect((await app.call('GET', `/v1/users/${user_id}`)).body.providers).toEqual([]);
    // It is nobody's, and so leads to a user of its own.
    expect((await oauthLogin(app, 'github', { subject: 'mine' })).user_id).not.toBe(user_id);
  });

  test('can where it proves that very address', async () => {
    const email = 'same@example.com';
    const { session_token, user_id } = await passwordUser(app, email, oneHour);
    const oauth_attach_token = await attachToken({ session_token }, 'google');
    const page = await goThrough(app, 'google', { email }, { oauth_attach_token });
    const token = new URL(page.location ?? '').searchParams.get('token');
    const { body } = await app.call('POST', '/v1/oauth/authenticate', { token });
    expect(body).toMatchObject({ user_id, user: { emails: [{ email, verified: true }] } });
  });

  test('can once the address is proven', async () => {
    const email = 'proven-first@example.com';
    const { session_token, user_id } = await login(app, email);
    const oauth_attach_token = await attachToken({ session_token });
    await goThrough(app, 'github', { subject: 'late' }, { oauth_attach_token });
    expect((await oauthLogin(app, 'github', { subject: 'late' })).user_id).toBe(user_id);
  });
});

test('a reset by mail ends what a stolen session has begun to attach', async () => {
  const email = 'stolen@example.com';
  const { session_token } = await login(app, email);
  const oauth_attach_token = await attachToken({ session_token });
  const browser = newBrowser(app);
  const begun = await attachToken({ session_token }, 'google');
  const provider = await startLogin(app, browser, 'google', { oauth_attach_token: begun });
  await byResetMail(email);
  const start = await newBrowser(app).visit(startUrl(app, 'github', { oauth_attach_token }));
  expect(JSON.parse(start.text)).toMatchObject(refusal(400, 'invalid_oauth_attach_token'));
  const page = await comeBack(browser, provider, { subject: 'thief' });
  expect(JSON.parse(page.text)).toMatchObject({ status_code: 400 });
});

test('a reset by mail leaves the apps of a user who had proven the address before', async () => {
  const email = 'keeps-apps@example.com';
  const { session_token } = await login(app, email);
  const { redeem, refresh } = await grantedApp(session_token);
  const { refresh_token } = (await redeem()).body;
  await byResetMail(email);
  expect((await refresh(refresh_token)).status).toBe(200);
});
