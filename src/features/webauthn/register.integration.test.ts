import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  DOMAIN,
  register,
  registeredUser,
  sendRegistration,
  startRegistration,
  verifiedUser,
} from '../../testing/webauthn/ceremonies.ts';
import { softwareAuthenticator } from '../../testing/webauthn/software-authenticator.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app?.close());

const start = (body: object) => app.call('POST', '/v1/webauthn/register/start', body);

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';

describe('register/start', () => {
  test('gives the options of the published sample', async () => {
    const user_id = await verifiedUser(app);
    const answer = await start({ user_id, domain: DOMAIN });
    expect(answer.status).toBe(200);
    expect(answer.body.user_id).toBe(user_id);
    const options = JSON.parse(answer.body.public_key_credential_creation_options);
    expect(options.user.name).toContain('@example.com');
    expect(options).toEqual({
      attestation: 'direct',
      authenticatorSelection: { userVerification: 'discouraged' },
      challenge: expect.stringMatching(/^[\w-]{44}$/),
      excludeCredentials: [],
      pubKeyCredParams: [
        { alg: -7, type: 'public-key' },
        { alg: -8, type: 'public-key' },
        { alg: -257, type: 'public-key' },
      ],
      rp: { id: DOMAIN, name: expect.any(String) },
      timeout: 300_000,
      user: {
        id: Buffer.from(user_id).toString('base64'),
        name: options.user.name,
        displayName: options.user.name,
      },
    });
    expect(options.user.id).toMatch(/=$/);
  });

  test('optimizes for passkeys, in base64url, for one type of authenticator', async () => {
    const user_id = await verifiedUser(app);
    const text = await startRegistration(app, user_id, {
      return_passkey_credential_options: true,
      use_base64_url_encoding: true,
      authenticator_type: 'platform',
    });
    const options = JSON.parse(text);
    expect(options.user.id).toBe(Buffer.from(user_id).toString('base64url'));
    expect(options.attestation).toBe('none');
    expect(options.authenticatorSelection).toEqual({
      authenticatorAttachment: 'platform',
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'preferred',
    });
  });

  test('takes overrides and the name of the user', async () => {
    const user_id = await verifiedUser(app);
    await app.call('PUT', `/v1/users/${user_id}`, {
      name: { first_name: 'Ada', last_name: 'Lovelace' },
    });
    const named = JSON.parse(await startRegistration(app, user_id));
    expect(named.user).toMatchObject({ name: 'Ada Lovelace', displayName: 'Ada Lovelace' });
    const overridden = JSON.parse(
      await startRegistration(app, user_id, {
        override_id: 'my-id',
        override_name: 'ada',
        override_display_name: 'Countess',
      }),
    );
    expect(overridden.user).toEqual({
      id: Buffer.from('my-id').toString('base64'),
      name: 'ada',
      displayName: 'Countess',
    });
  });

  test("excludes the user's credentials of that domain, and of no other", async () => {
    const { user_id, authenticator } = await registeredUser(app);
    const here = JSON.parse(await startRegistration(app, user_id));
    const bytes = Buffer.from(authenticator.id, 'base64url');
    expect(here.excludeCredentials).toEqual([
      { id: bytes.toString('base64'), type: 'public-key', transports: ['internal'] },
    ]);
    const there = JSON.parse(await startRegistration(app, user_id, { domain: 'example.org' }));
    expect(there.excludeCredentials).toEqual([]);
  });

  test('knows the user by external_id', async () => {
    const user_id = await verifiedUser(app);
    const external_id = `external-${user_id.slice(-12)}`;
    await app.call('PUT', `/v1/users/${user_id}`, { external_id });
    const answer = await start({ user_id: external_id, domain: DOMAIN });
    expect(answer.body).toMatchObject({ status_code: 200, user_id });
  });

  test.each([
    [{ domain: 'https://example.com' }, 'invalid_domain'],
    [{ domain: '' }, 'invalid_domain'],
    [{ authenticator_type: 'roaming' }, 'invalid_authenticator_type'],
    [{ override_id: 'x'.repeat(65) }, 'bad_request'],
    [{ user_agent: 'x'.repeat(2_049) }, 'invalid_user_agent'],
    [{ user_id: 'user-test-17' }, 'invalid_user_id'],
    [{ user_id: 'nobody' }, 'user_not_found'],
    [{ domain: 17 }, 'bad_request'],
  ])('refuses %j: %s', async (change, error_type) => {
    const user_id = await verifiedUser(app);
    const answer = await start({ user_id, domain: DOMAIN, ...change });
    expect(answer.body.error_type).toBe(error_type);
  });

  test('needs an active user with something verified and nothing unverified', async () => {
    const pending = await app.call('POST', '/v1/users', {
      email: 'pending-passkey@example.com',
      create_user_as_pending: true,
    });
    const active = await app.call('POST', '/v1/users', { email: 'unproven@example.com' });
    const bare = await app.call('POST', '/v1/users', { email: 'bare@example.com' });
    await app.call('DELETE', `/v1/users/emails/${bare.body.email_id}`);
    const answers = [];
    for (const { body } of [pending, active, bare]) {
      answers.push((await start({ user_id: body.user_id, domain: DOMAIN })).body.error_type);
    }
    expect(answers).toEqual([
      'cannot_use_webauthn_with_pending_user',
      'too_many_unverified_factors',
      'email_verification_required',
    ]);
  });

  test('stops at 25 registrations for one domain', async () => {
    const user_id = await verifiedUser(app);
    for (let index = 0; index < 25; index += 1) {
      const { body } = await register(app, user_id, softwareAuthenticator());
      expect(body).toMatchObject({ status_code: 200 });
    }
    const full = await start({ user_id, domain: DOMAIN });
    expect(full.body.error_type).toBe('too_many_user_registrations_for_domain');
    expect((await start({ user_id, domain: 'example.org' })).status).toBe(200);
  });
});

describe('register', () => {
  test('adds a verified registration and starts a session', async () => {
    const user_id = await verifiedUser(app);
    const answer = await register(
      app,
      user_id,
      softwareAuthenticator(),
      {},
      {
        start: { user_agent: MAC, authenticator_type: 'cross-platform' },
        finish: { session_duration_minutes: 60 },
      },
    );
    expect(answer.status).toBe(200);
    const { webauthn_registration_id, user, session } = answer.body;
    expect(webauthn_registration_id).toMatch(/^webauthn-registration-test-[0-9a-f-]{36}$/);
    expect(user.webauthn_registrations).toEqual([
      {
        webauthn_registration_id,
        domain: DOMAIN,
        user_agent: MAC,
        verified: true,
        authenticator_type: 'cross-platform',
        name: 'Mac OS',
      },
    ]);
    expect(session.authentication_factors).toMatchObject([
      {
        type: 'webauthn',
        delivery_method: 'webauthn_registration',
        webauthn_factor: { webauthn_registration_id, domain: DOMAIN, user_agent: MAC },
      },
    ]);
    expect(answer.body.session_token).not.toBe('');
  });

  test('without a duration starts none', async () => {
    const user_id = await verifiedUser(app);
    const answer = await register(app, user_id, softwareAuthenticator());
    expect(answer.body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
  });

  test('joins the session of the user, and ignores one of somebody else', async () => {
    const mine = await login(app, 'joins@example.com');
    const joined = await register(
      app,
      mine.user_id,
      softwareAuthenticator(),
      {},
      {
        finish: { session_token: mine.session_token },
      },
    );
    expect(joined.body.session.session_id).toBe(mine.session.session_id);
    expect(joined.body.session.authentication_factors).toHaveLength(2);
    const other = await login(app, 'somebody-else@example.com');
    const ignored = await register(
      app,
      mine.user_id,
      softwareAuthenticator(),
      {},
      {
        finish: { session_token: other.session_token },
      },
    );
    expect(ignored.body).toMatchObject({ status_code: 200, session: null });
  });

  test('with a dead session uses nothing up', async () => {
    const user_id = await verifiedUser(app);
    const options = await startRegistration(app, user_id);
    const credential = softwareAuthenticator().create(options);
    const session_token = 'A'.repeat(44);
    const dead = await sendRegistration(app, user_id, credential, { session_token });
    expect(dead.body.error_type).toBe('session_not_found');
    expect((await sendRegistration(app, user_id, credential)).status).toBe(200);
  });

  test('takes a challenge once, of any number of callers', async () => {
    const user_id = await verifiedUser(app);
    const options = await startRegistration(app, user_id);
    const credential = softwareAuthenticator().create(options);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sendRegistration(app, user_id, credential)),
    );
    const types = answers.map(({ body }) => body.error_type ?? 'registered').toSorted();
    expect(types).toEqual([...Array(7).fill('no_pending_webauthn_registration'), 'registered']);
  });

  test('takes no challenge that was replaced, of another user, or too old', async () => {
    const user_id = await verifiedUser(app);
    const other = await verifiedUser(app);
    const first = await startRegistration(app, user_id);
    await startRegistration(app, user_id);
    const replaced = softwareAuthenticator().create(first);
    const theirs = softwareAuthenticator().create(await startRegistration(app, other));
    for (const credential of [replaced, theirs]) {
      const answer = await sendRegistration(app, user_id, credential);
      expect(answer.body.error_type).toBe('unable_to_register_webauthn_registration');
      expect(answer.status).toBe(401);
    }
    const late = softwareAuthenticator().create(await startRegistration(app, user_id));
    const expired = await later(app, 300, () => sendRegistration(app, user_id, late));
    expect(expired.body.error_type).toBe('no_pending_webauthn_registration');
  });

  test('keeps the pending registrations of several domains apart', async () => {
    const user_id = await verifiedUser(app);
    const first = await startRegistration(app, user_id);
    const second = await startRegistration(app, user_id, { domain: 'example.org' });
    for (const options of [first, second]) {
      const answer = await sendRegistration(app, user_id, softwareAuthenticator().create(options));
      expect(answer.status).toBe(200);
    }
  });

  test('refuses a credential that anybody has registered', async () => {
    const { authenticator } = await registeredUser(app);
    const user_id = await verifiedUser(app);
    const answer = await register(app, user_id, authenticator);
    expect(answer.body).toMatchObject({
      status_code: 400,
      error_type: 'duplicate_webauthn_registration',
    });
  });

  test('asks again what start asked', async () => {
    const user_id = await verifiedUser(app);
    const credential = softwareAuthenticator().create(await startRegistration(app, user_id));
    await app.call('POST', '/v1/otps/sms/send', { user_id, phone_number: '+14155550123' });
    const answer = await sendRegistration(app, user_id, credential);
    expect(answer.body.error_type).toBe('too_many_unverified_factors');
  });

  test('keeps what a browser will want to know of the key', async () => {
    const user_id = await verifiedUser(app);
    await register(app, user_id, softwareAuthenticator(), {
      flags: 0x01 | 0x08 | 0x10,
      signCount: 41,
      transports: ['hybrid', 'internal', 'hybrid', 17, 'WRONG\0', 'x'.repeat(99)],
    });
    const { rows } = await app.database.run<Record<string, unknown>>(
      `select * from webauthn_credentials where user_id = '${user_id.slice(-36)}'`,
      [],
    );
    expect(rows).toMatchObject([
      {
        sign_count: 41,
        backup_eligible: 1,
        backed_up: 1,
        transports: '["hybrid","internal"]',
        aaguid: '00112233-4455-6677-8899-aabbccddeeff',
        attestation_format: 'none',
        last_used_at: null,
      },
    ]);
  });
});

describe('a registration that goes', () => {
  test('takes its key, its proofs and its pending challenges along', async () => {
    const { user_id, webauthn_registration_id, authenticator } = await registeredUser(app);
    const path = `/v1/users/webauthn_registrations/${webauthn_registration_id}`;
    const deleted = await app.call('DELETE', path);
    expect(deleted.body.user.webauthn_registrations).toEqual([]);
    const listed = await app.call('GET', `/v1/webauthn/credentials/${user_id}/${DOMAIN}`);
    expect(listed.body.credentials).toEqual([]);
    // Nothing of it is left in the way.
    expect((await register(app, user_id, authenticator)).status).toBe(200);
    await startRegistration(app, user_id);
    expect((await app.call('DELETE', `/v1/users/${user_id}`)).status).toBe(200);
    for (const table of ['webauthn_credentials', 'webauthn_challenges']) {
      const { rows } = await app.database.run(
        `select 1 from ${table} where user_id = '${user_id.slice(-36)}'`,
        [],
      );
      expect(rows).toEqual([]);
    }
  });

  test('ends the sessions that it alone had proven', async () => {
    const user_id = await verifiedUser(app);
    const { body } = await register(
      app,
      user_id,
      softwareAuthenticator(),
      {},
      {
        finish: { session_duration_minutes: 60 },
      },
    );
    await app.call('DELETE', `/v1/users/webauthn_registrations/${body.webauthn_registration_id}`);
    const { session_token } = body;
    const session = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(session.body.error_type).toBe('session_not_found');
  });
});

test('a mailed link is not used up by a passkey', async () => {
  const email = 'link-and-passkey@example.com';
  const { user_id } = await login(app, email);
  const token = await mailedToken(app, email);
  await register(app, user_id, softwareAuthenticator());
  expect((await app.call('POST', '/v1/magic_links/authenticate', { token })).status).toBe(200);
});
