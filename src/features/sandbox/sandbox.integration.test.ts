import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unlimited } from '../../testing/magic-login.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const user_id = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const email_id = 'email-test-23873e89-d4ed-4e92-b3b9-e5c7198fa286';
const phone_id = 'phone-number-test-98cfbe19-6c8f-4b8b-b62a-e78a5a7bdff3';
const email = 'sandbox@stytch.com';
const phone_number = '+10000000000';
const session_id = 'session-test-eb94233f-8800-4ebd-8645-51dc15f9d028';
const session_token = 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY';
const unknownSession = '59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw';
const magicToken = 'DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=';
const usedMagicToken = '3pzjQpgksDlGKWEwUq2Up--hCHC_0oamfLHyfspKDFU=';
const unknownMagicToken = 'CprTtwhnRNiMBiUS2jSLcWYrfuO2POeBNdo5HhW6qTM=';

const user = {
  user_id,
  name: null,
  emails: [{ email_id, email, verified: false }],
  phone_numbers: [{ phone_id, phone_number, verified: false }],
  providers: [],
  webauthn_registrations: [],
  biometric_registrations: [],
  totps: [],
  crypto_wallets: [],
  password: null,
  created_at: null,
  status: '',
  is_locked: false,
  lock_created_at: null,
  lock_expires_at: null,
  roles: [],
  external_id: null,
  trusted_metadata: {},
  untrusted_metadata: {},
};

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const authenticate = (body: object) => app.call('POST', '/v1/sessions/authenticate', body);
const seconds = (text: string): number => Date.parse(text) / 1_000;

describe('the sandbox user', () => {
  test('is no row: it can be neither got nor found, and is as often as one likes', async () => {
    for (let n = 0; n < 2; n += 1) {
      const made = await app.call('POST', '/v1/users', { email, phone_number });
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ user_id, email_id, phone_id, status: '', user });
    }
    expect((await app.call('POST', '/v1/users', { email })).body.phone_id).toBe('');
    expect((await app.call('POST', '/v1/users', { phone_number })).body.email_id).toBe('');
    expect((await app.call('GET', `/v1/users/${user_id}`)).body).toMatchObject(
      error(404, 'user_not_found'),
    );
    expect((await app.call('GET', `/v1/sessions?user_id=${user_id}`)).body).toMatchObject(
      error(404, 'user_not_found'),
    );
    const operands = [{ filter_name: 'user_id', filter_value: [user_id] }];
    const search = await app.call('POST', '/v1/users/search', {
      query: { operator: 'AND', operands },
    });
    expect(search.body).toMatchObject({ results: [], results_metadata: { next_cursor: null } });
  });
});

describe('sandbox mails', () => {
  // The SDK suites name URLs that no environment has registered.
  const urls = {
    login_magic_link_url: 'http://localhost:8000/login',
    signup_magic_link_url: 'http://localhost:8000/signup',
  };

  test.each([
    ['send', urls, { user_id, email_id }],
    ['login_or_create', urls, { user_id, email_id, user_created: false }],
    ['invite', { invite_magic_link_url: 'http://localhost:8000/invite' }, { user_id, email_id }],
    ['revoke_invite', {}, {}],
  ])('magic_links/email/%s sends nothing and says 200', async (operation, extra, expected) => {
    for (const address of [email, 'Sandbox@Stytch.com', ` ${email} `]) {
      const answer = await app.call('POST', `/v1/magic_links/email/${operation}`, {
        email: address,
        ...extra,
      });
      const { request_id, status_code, ...body } = answer.body;
      expect([status_code, typeof request_id]).toEqual([200, 'string']);
      expect(body).toEqual(expected);
    }
    const inbox = await app.call('GET', '/selvage/v1/messages');
    expect(inbox.body.messages).toEqual([]);
  });
});

describe('sandbox magic links', () => {
  test('log in again and again, without a session or with the sandbox one', async () => {
    const without = await useLink({ token: magicToken });
    expect(without.body).toMatchObject({
      status_code: 200,
      user_id,
      method_id: email_id,
      user,
      reset_sessions: false,
      session: null,
      session_token: '',
      session_jwt: '',
    });
    const { body } = await useLink({ token: magicToken, session_duration_minutes: 30 });
    expect(body.session_token).toBe(session_token);
    expect(body.session.authentication_factors[0]).toMatchObject({
      type: 'magic_link',
      delivery_method: 'email',
      email_factor: { email_id, email_address: email },
    });
  });

  test('fail in the two ways that links fail', async () => {
    expect((await useLink({ token: usedMagicToken })).body).toMatchObject({
      ...error(401, 'unable_to_auth_magic_link'),
      error_message:
        'The magic link could not be authenticated because it was either already used or expired. Send another magic link to this user.',
      error_url: 'https://stytch.com/docs/api/errors/401#unable_to_auth_magic_link',
    });
    expect((await useLink({ token: unknownMagicToken })).body).toMatchObject({
      ...error(404, 'magic_link_not_found'),
      error_message:
        'The magic link could not be authenticated, try sending another magic link to the user.',
      error_url: 'https://stytch.com/docs/api/errors/404#magic_link_not_found',
    });
  });
});

test.each([
  [email_id, 'email', { email_factor: { email_id, email_address: email } }],
  [phone_id, 'sms', { phone_number_factor: { phone_id, phone_number } }],
])(
  'the sandbox passcode of %s is a passcode in its session',
  async (method_id, delivery, detail) => {
    const { body } = await app.call('POST', '/v1/otps/authenticate', {
      method_id,
      code: '000000',
      session_duration_minutes: 30,
    });
    expect(body).toMatchObject({ method_id, session_token });
    const { authentication_factors: factors } = body.session;
    expect(factors).toMatchObject([{ type: 'otp', delivery_method: delivery, ...detail }]);
  },
);

describe('the sandbox session', () => {
  test('is always an hour long and its JWT is a real one', async () => {
    const { body } = await authenticate({ session_token });
    expect(body).toMatchObject({ status_code: 200, session_token, user });
    expect(body.session).toMatchObject({
      session_id,
      user_id,
      started_at: '2021-08-28T00:41:58.935673Z',
      attributes: { ip_address: '', user_agent: '' },
      roles: [],
      custom_claims: null,
    });
    const { expires_at, last_accessed_at } = body.session;
    expect(seconds(expires_at) - seconds(last_accessed_at)).toBe(3_600);
    const jwks = await app.callAs(undefined, 'GET', `/v1/sessions/jwks/${app.test.project_id}`);
    const { payload } = await jwtVerify(body.session_jwt, createLocalJWKSet(jwks.body), {
      issuer: `stytch.com/${app.test.project_id}`,
      audience: app.test.project_id,
      typ: 'JWT',
    });
    expect(payload.sub).toBe(user_id);
  });

  test('takes durations and claims, and keeps none', async () => {
    const { body } = await authenticate({
      session_token,
      session_duration_minutes: 5,
      session_custom_claims: { a: { b: 1 } },
    });
    expect(seconds(body.session.expires_at) - seconds(body.session.last_accessed_at)).toBe(300);
    expect(body.session.custom_claims).toEqual({ a: { b: 1 } });
    expect((await authenticate({ session_token })).body.session.custom_claims).toBeNull();
    expect((await authenticate({ session_token, session_duration_minutes: 4 })).body).toMatchObject(
      error(400, 'invalid_session_duration_minutes'),
    );
  });

  test('is found by its JWT too, as the SDKs do with one that is too old for them', async () => {
    const { session_jwt } = (await authenticate({ session_token })).body;
    const { body } = await authenticate({ session_jwt, session_duration_minutes: 30 });
    expect(body).toMatchObject({ status_code: 200, session: { session_id }, session_token: '' });
    expect(body.user).toEqual(user);
    expect(seconds(body.session.expires_at) - seconds(body.session.last_accessed_at)).toBe(1_800);
    expect((await authenticate({ session_jwt, session_token })).body).toMatchObject(
      error(400, 'too_many_session_arguments'),
    );
    expect((await authenticate({ session_jwt: `${session_jwt}A` })).body).toMatchObject(
      error(400, 'unable_to_parse_session_jwt'),
    );
    expect((await app.call('POST', '/v1/sessions/revoke', { session_jwt })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
  });

  test('has its counterparts for what goes wrong', async () => {
    expect((await authenticate({ session_token: unknownSession })).body).toMatchObject({
      ...error(404, 'session_not_found'),
      error_message: 'Session could not be found.',
    });
    expect((await authenticate({ session_token: 'INVALID' })).body).toMatchObject({
      ...error(400, 'invalid_session_token'),
      error_message: 'Session token format is invalid.',
    });
    expect((await authenticate({ session_token, session_jwt: 'x' })).body).toMatchObject(
      error(400, 'too_many_session_arguments'),
    );
    const authorization_check = { resource_id: 'documents', action: 'read' };
    expect((await authenticate({ session_token, authorization_check })).body).toMatchObject(
      error(403, 'consumer_session_authorization_error'),
    );
    expect((await app.call('POST', '/v1/sessions/revoke', { session_token })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
  });
});

describe('outside of TEST', () => {
  test('sandbox values open nothing', async () => {
    const live = (path: string, body: object) => app.callLive('POST', path, body);
    for (const operation of ['send', 'login_or_create', 'invite', 'revoke_invite']) {
      expect((await live(`/v1/magic_links/email/${operation}`, { email })).body).toMatchObject(
        error(400, 'invalid_email_sandbox'),
      );
    }
    expect((await live('/v1/users', { email })).body).toMatchObject(
      error(400, 'invalid_email_sandbox'),
    );
    expect((await live('/v1/users', { phone_number })).body).toMatchObject(
      error(400, 'invalid_phone_number_sandbox'),
    );
    for (const token of [magicToken, usedMagicToken, unknownMagicToken]) {
      expect((await live('/v1/magic_links/authenticate', { token })).body).toMatchObject(
        error(404, 'magic_link_not_found'),
      );
    }
    expect((await live('/v1/sessions/authenticate', { session_token })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
  });
});

test('a revoked secret gets no sandbox answer from any node', async () => {
  const secrets = '/pwa/v3/projects/my-project/environments/test/secrets';
  const { secret } = (await app.callManagement('POST', secrets)).body;
  const other = await app.secondNode();
  const credentials = { username: app.test.project_id, password: secret.secret };
  const calls = [
    ['/v1/sessions/authenticate', { session_token }],
    ['/v1/sessions/authenticate', { session_token: unknownSession }],
    ['/v1/magic_links/authenticate', { token: magicToken }],
    ['/v1/magic_links/email/send', { email }],
    ['/v1/users', { email }],
  ] as const;
  const ask = () =>
    Promise.all(calls.map(([path, body]) => inject(other.app, credentials, 'POST', path, body)));
  expect((await ask()).map(({ status }) => status)).toEqual([200, 404, 200, 200, 201]);
  await app.callManagement('DELETE', `${secrets}/${secret.secret_id}`);
  for (const { body } of await ask()) {
    expect(body).toMatchObject(error(401, 'unauthorized_credentials'));
  }
});
