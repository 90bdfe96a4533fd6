import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize, makeConnectedApp, makeUser, REDIRECT } from '../../testing/connected-apps.ts';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let serial = 0;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app?.close());

/** An access token of a first party app, made by the session or user given. */
async function accessToken(request: object, scopes = ['openid', 'full_access']): Promise<string> {
  const client = await makeConnectedApp(app, 'first_party', { full_access_allowed: true });
  const { client_id, client_secret } = client;
  const code = await authorize(app, client_id, { scopes, ...request });
  const answer = await oauthCall(app, 'token', {
    grant_type: 'authorization_code',
    client_id,
    client_secret,
    code,
    redirect_uri: REDIRECT,
  });
  return answer.body.access_token;
}

const session = () => {
  serial += 1;
  return login(app, `exchanger-${serial}@example.com`);
};

const exchange = (access_token: string, options: object = {}) =>
  app.call('POST', '/v1/sessions/exchange_access_token', { access_token, ...options });

const error = (status_code: number, error_type: string) => ({ status_code, error_type });

describe('an access token with full access', () => {
  test('becomes the session that authorized it, with a token of its own', async () => {
    const before = await session();
    const { session_token } = before;
    const answer = await exchange(await accessToken({ session_token }), {
      session_duration_minutes: 60,
    });
    expect(answer.body).toMatchObject({
      status_code: 200,
      user_id: before.user_id,
      session: { session_id: before.session.session_id },
    });
    expect(answer.body.session.authentication_factors.at(-1)).toMatchObject({
      type: 'oauth',
      delivery_method: 'oauth_access_token_exchange',
      oauth_access_token_exchange_factor: { client_id: expect.any(String) },
    });
    expect(answer.body.session_token).not.toBe(session_token);
    for (const token of [session_token, answer.body.session_token]) {
      const live = await app.call('POST', '/v1/sessions/authenticate', { session_token: token });
      expect(live.body.session.session_id).toBe(before.session.session_id);
    }
    // Either token ends it for both.
    const ended = { session_token: answer.body.session_token };
    expect((await app.call('POST', '/v1/sessions/revoke', ended)).status).toBe(200);
    for (const token of [session_token, answer.body.session_token]) {
      expect(
        (await app.call('POST', '/v1/sessions/authenticate', { session_token: token })).status,
      ).toBe(404);
    }
  });

  test('is exchanged once, also by many at once', async () => {
    const { session_token } = await session();
    const token = await accessToken({ session_token });
    const answers = await Promise.all(Array.from({ length: 4 }, () => exchange(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await exchange(token)).body).toMatchObject(
      error(404, 'idp_access_token_could_not_be_exchanged'),
    );
  });

  test('is refused once it is five minutes old', async () => {
    const { session_token } = await session();
    const token = await accessToken({ session_token });
    await later(app, 301, async () => {
      expect((await exchange(token)).body).toMatchObject(
        error(400, 'oauth_access_token_exchange_token_too_old'),
      );
    });
    await later(app, 3_601, async () => {
      expect((await exchange(token)).body).toMatchObject(error(401, 'idp_access_token_expired'));
    });
  });

  test('is refused where no session authorized it, or that has ended', async () => {
    const refused = error(400, 'oauth_access_token_exchange_token_invalid_grant');
    const user_id = await makeUser(app);
    expect((await exchange(await accessToken({ user_id }))).body).toMatchObject(refused);
    const { session_token } = await session();
    const token = await accessToken({ session_token });
    await app.call('POST', '/v1/sessions/revoke', { session_token });
    expect((await exchange(token)).body).toMatchObject(refused);
  });
});

describe('not exchanged are', () => {
  test('access tokens without full access', async () => {
    const { session_token } = await session();
    const token = await accessToken({ session_token }, ['openid']);
    expect((await exchange(token)).body).toMatchObject(
      error(400, 'oauth_access_token_exchange_missing_full_access'),
    );
  });

  test('session JWTs, and texts that are no tokens', async () => {
    const { session_jwt } = await session();
    for (const token of [session_jwt, 'nonsense', 'a.b.c']) {
      expect((await exchange(token)).body).toMatchObject(error(404, 'idp_access_token_not_found'));
    }
  });
});
