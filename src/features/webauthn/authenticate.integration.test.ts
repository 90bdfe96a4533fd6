import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  DOMAIN,
  logIn,
  type Registered,
  register,
  registeredUser,
  sendLogin,
  startLogin,
  verifiedUser,
} from '../../testing/webauthn/ceremonies.ts';
import {
  type Assertion,
  softwareAuthenticator,
} from '../../testing/webauthn/software-authenticator.ts';

let app: TestApp;
let someone: Registered;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  someone = await registeredUser(app);
});
afterAll(() => app?.close());

const start = (body: object) => app.call('POST', '/v1/webauthn/authenticate/start', body);

describe('authenticate/start', () => {
  test("names the user's credentials of the domain", async () => {
    const { user_id, authenticator } = someone;
    const answer = await start({ user_id, domain: DOMAIN });
    expect(answer.body.user_id).toBe(user_id);
    const bytes = Buffer.from(authenticator.id, 'base64url');
    expect(JSON.parse(answer.body.public_key_credential_request_options)).toEqual({
      allowCredentials: [
        { id: bytes.toString('base64'), type: 'public-key', transports: ['internal'] },
      ],
      challenge: expect.stringMatching(/^[\w-]{44}$/),
      rpId: DOMAIN,
      timeout: 300_000,
      userVerification: 'discouraged',
    });
  });

  test('without a user asks for any discoverable credential', async () => {
    const answer = await start({
      domain: DOMAIN,
      return_passkey_credential_options: true,
      use_base64_url_encoding: true,
    });
    expect(answer.body.user_id).toBe('');
    const options = JSON.parse(answer.body.public_key_credential_request_options);
    expect(options).not.toHaveProperty('allowCredentials');
    expect(options.userVerification).toBe('preferred');
  });

  test('writes credential ids in base64url where asked', async () => {
    const { user_id, authenticator } = someone;
    const options = JSON.parse(await startLogin(app, { user_id, use_base64_url_encoding: true }));
    expect(options.allowCredentials[0].id).toBe(authenticator.id);
  });

  test('refuses a user without a registration for the domain', async () => {
    const { user_id } = someone;
    const none = await start({ user_id, domain: 'example.org' });
    expect(none.body).toMatchObject({
      status_code: 400,
      error_type: 'no_active_webauthn_registrations',
    });
    expect((await start({ user_id: 'nobody', domain: DOMAIN })).body.error_type).toBe(
      'user_not_found',
    );
    expect((await start({ domain: 'a b' })).body.error_type).toBe('invalid_domain');
  });
});

describe('authenticate', () => {
  test('logs the owner of the credential in', async () => {
    const user = await registeredUser(app);
    const answer = await logIn(app, user, {}, { finish: { session_duration_minutes: 60 } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      user_id: user.user_id,
      webauthn_registration_id: user.webauthn_registration_id,
      user: { user_id: user.user_id, webauthn_registrations: [{ domain: DOMAIN }] },
      session: {
        user_id: user.user_id,
        authentication_factors: [
          {
            type: 'webauthn',
            delivery_method: 'webauthn_registration',
            webauthn_factor: {
              webauthn_registration_id: user.webauthn_registration_id,
              domain: DOMAIN,
              user_agent: '',
            },
          },
        ],
      },
    });
  });

  test.each(['ES256', 'EdDSA', 'RS256'] as const)('takes signatures of %s', async (algorithm) => {
    const { newKeyPair } = await import('../../testing/webauthn/key-pair.ts');
    const user = await registeredUser(app, softwareAuthenticator({ key: newKeyPair(algorithm) }));
    expect((await logIn(app, user)).status).toBe(200);
  });

  test('takes a discoverable credential, whatever the user handle says', async () => {
    const { authenticator, user_id } = someone;
    const options = await startLogin(app);
    const answer = await sendLogin(app, authenticator.get(options, { userHandle: 'bm9ib2R5' }));
    expect(answer.body).toMatchObject({ status_code: 200, user_id });
  });

  test('takes the challenge as bytes and as text', async () => {
    const options = await startLogin(app, { user_id: someone.user_id });
    const challenge = Buffer.from(JSON.parse(options).challenge).toString('base64url');
    const answer = await sendLogin(app, someone.authenticator.get(options, { challenge }));
    expect(answer.status).toBe(200);
  });

  test('takes pages below the domain, on any port', async () => {
    for (const origin of ['https://login.example.com', 'https://a.b.example.com:8443']) {
      expect((await logIn(app, someone, { origin })).status).toBe(200);
    }
  });

  test('is a second factor in the session of the user', async () => {
    const first = await login(app, 'second-factor@example.com');
    const authenticator = softwareAuthenticator();
    await register(app, first.user_id, authenticator);
    const user = { user_id: first.user_id, authenticator };
    const { session_token } = first;
    const once = await logIn(app, user, {}, { finish: { session_token } });
    const types = once.body.session.authentication_factors.map((f: { type: string }) => f.type);
    expect(types).toEqual(['magic_link', 'webauthn']);
    const twice = await logIn(app, user, {}, { finish: { session_token } });
    expect(twice.body.session.authentication_factors).toHaveLength(2);
    expect(twice.body.session.session_id).toBe(first.session.session_id);
  });

  test('ignores the session of somebody else, and refuses a dead one', async () => {
    const other = await login(app, 'other-session@example.com');
    const ignored = await logIn(
      app,
      someone,
      {},
      {
        finish: { session_token: other.session_token },
      },
    );
    expect(ignored.body).toMatchObject({ status_code: 200, session: null });
    const dead = await logIn(app, someone, {}, { finish: { session_token: 'A'.repeat(44) } });
    expect(dead.body.error_type).toBe('session_not_found');
  });

  test('takes a challenge once, of any number of callers', async () => {
    const options = await startLogin(app, { user_id: someone.user_id });
    const credential = someone.authenticator.get(options);
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendLogin(app, credential)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array(7).fill(401)]);
  });

  test.each<[string, Assertion]>([
    ['another RP ID hash', { rpId: 'example.org' }],
    ['nobody present', { flags: 0 }],
    ['backed up without being eligible', { flags: 0x01 | 0x10 }],
    ['the type of a registration', { type: 'webauthn.create' }],
    ['a signature over something else', { signed: Buffer.from('something else') }],
    ['a cut signature', { alterSignature: (signature) => signature.subarray(0, 20) }],
    [
      'a flipped bit',
      {
        alterSignature: (signature) => {
          const flipped = Buffer.from(signature);
          flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40);
          return flipped;
        },
      },
    ],
  ])('refuses %s', async (_, assertion) => {
    const answer = await logIn(app, someone, assertion);
    expect(answer.body).toMatchObject({
      status_code: 401,
      error_type: 'unable_to_auth_webauthn_registration',
      error_message: 'WebAuthn registration could not be authenticated.',
    });
    // So that the failures of this table lock nobody.
    expect((await logIn(app, someone)).status).toBe(200);
  });

  test.each<[string, Assertion]>([
    ['https://example.org', {}],
    ['http://example.com', {}],
    ['https://example.com.evil.example', {}],
    ['https://example.com', { crossOrigin: true, topOrigin: 'https://evil.example' }],
  ])('refuses a page of %s %j', async (origin, more) => {
    const answer = await logIn(app, someone, { origin, ...more });
    expect(answer.body).toMatchObject({
      status_code: 400,
      error_type: 'invalid_webauthn_registration_domain',
    });
  });

  test('lets a page of the domain frame a page of the domain', async () => {
    const framed = { crossOrigin: true, topOrigin: 'https://www.example.com' };
    expect((await logIn(app, someone, framed)).status).toBe(200);
  });

  test('refuses a challenge that is unknown, replaced, too old, or of another ceremony', async () => {
    const { user_id, authenticator } = someone;
    const unable = 'unable_to_auth_webauthn_registration';
    const typeOf = async (credential: string) => (await sendLogin(app, credential)).body.error_type;
    const first = await startLogin(app, { user_id });
    await startLogin(app, { user_id });
    expect(await typeOf(authenticator.get(first))).toBe(unable);
    for (const challenge of ['A'.repeat(44), 'short', '']) {
      const options = await startLogin(app, { user_id });
      expect(await typeOf(authenticator.get(options, { challenge }))).toBe(unable);
    }
    const late = authenticator.get(await startLogin(app, { user_id }));
    expect(await later(app, 300, () => typeOf(late))).toBe(unable);
    const body = { user_id, domain: DOMAIN };
    const registering = await app.call('POST', '/v1/webauthn/register/start', body);
    const options = registering.body.public_key_credential_creation_options;
    expect(await typeOf(authenticator.get(options))).toBe(unable);
  });

  test("refuses another user's credential for a challenge that named a user", async () => {
    const other = await registeredUser(app);
    const options = await startLogin(app, { user_id: someone.user_id });
    const answer = await sendLogin(app, other.authenticator.get(options));
    expect(answer.body.error_type).toBe('unable_to_auth_webauthn_registration');
  });

  test('refuses a credential of another domain than the challenge', async () => {
    const options = await startLogin(app, { domain: 'example.org' });
    const answer = await sendLogin(app, someone.authenticator.get(options));
    expect(answer.body.error_type).toBe('invalid_webauthn_registration_domain');
  });

  test('refuses a credential that nobody has, or has no more', async () => {
    const stranger = softwareAuthenticator();
    const answer = await sendLogin(app, stranger.get(await startLogin(app)));
    expect(answer.body).toMatchObject({
      status_code: 404,
      error_type: 'webauthn_registration_not_found',
    });
    const gone = await registeredUser(app);
    const path = `/v1/users/webauthn_registrations/${gone.webauthn_registration_id}`;
    await app.call('DELETE', path);
    const late = await sendLogin(app, gone.authenticator.get(await startLogin(app)));
    expect(late.body.error_type).toBe('webauthn_registration_not_found');
  });

  test('does not know the credentials of another environment', async () => {
    const started = await app.callLive('POST', '/v1/webauthn/authenticate/start', {
      domain: DOMAIN,
    });
    const options = started.body.public_key_credential_request_options;
    const answer = await app.callLive('POST', '/v1/webauthn/authenticate', {
      public_key_credential: someone.authenticator.get(options),
    });
    expect(answer.body.error_type).toBe('webauthn_registration_not_found');
  });
});

describe('the signature counter', () => {
  test('may not stand still or go back: somebody cloned the authenticator', async () => {
    const user = await registeredUser(app);
    expect((await logIn(app, user, { signCount: 10 })).status).toBe(200);
    for (const signCount of [10, 9, 0]) {
      const answer = await logIn(app, user, { signCount });
      expect(answer.body.error_type).toBe('unable_to_auth_webauthn_registration');
    }
    expect((await logIn(app, user, { signCount: 11 })).status).toBe(200);
    expect((await logIn(app, user, { signCount: 0xffffffff })).status).toBe(200);
  });

  test('may be missing for good: 0 after 0', async () => {
    const user = await registeredUser(app, softwareAuthenticator({ counts: false }));
    for (let round = 0; round < 3; round += 1) expect((await logIn(app, user)).status).toBe(200);
    expect((await logIn(app, user, { signCount: 5 })).status).toBe(200);
    expect((await logIn(app, user)).status).toBe(401);
  });
});

describe('the user lock', () => {
  test('counts failed proofs of a known credential, and holds for right ones', async () => {
    const user = await registeredUser(app);
    const wrong = { signed: Buffer.from('wrong') };
    const answers = [];
    for (let tries = 0; tries < 11; tries += 1) {
      answers.push((await logIn(app, user, wrong)).body.error_type);
    }
    expect(answers).toEqual([
      ...Array(10).fill('unable_to_auth_webauthn_registration'),
      'user_lock_limit_reached',
    ]);
    const right = await logIn(app, user);
    expect(right.body).toMatchObject({ status_code: 429, error_type: 'user_lock_limit_reached' });
  });

  test('does not count challenges that nobody had pending', async () => {
    const user = await registeredUser(app);
    for (let tries = 0; tries < 12; tries += 1) {
      await logIn(app, user, { challenge: 'A'.repeat(44) });
    }
    expect((await logIn(app, user)).status).toBe(200);
  });
});

describe('a registration', () => {
  const rename = (id: string, name: unknown) => app.call('PUT', `/v1/webauthn/${id}`, { name });

  test('takes a name', async () => {
    const { webauthn_registration_id, user_id } = await registeredUser(app);
    const answer = await rename(webauthn_registration_id, 'My key');
    expect(answer.body.webauthn_registration).toEqual({
      webauthn_registration_id,
      domain: DOMAIN,
      user_agent: '',
      verified: true,
      authenticator_type: '',
      name: 'My key',
    });
    const user = await app.call('GET', `/v1/users/${user_id}`);
    expect(user.body.webauthn_registrations[0].name).toBe('My key');
  });

  test('takes no empty name, and no bad id', async () => {
    const { webauthn_registration_id: id } = someone;
    const types = [];
    for (const name of ['', '  ', undefined, 'x'.repeat(257), 17]) {
      types.push((await rename(id, name)).body.error_type);
    }
    const empty = 'empty_webauthn_registration_name';
    expect(types).toEqual([empty, empty, empty, 'bad_request', 'bad_request']);
    expect((await rename('nonsense', 'x')).body.error_type).toBe(
      'invalid_webauthn_registration_id',
    );
    expect((await rename(id.replace('-test-', '-live-'), 'x')).body.error_type).toBe(
      'live_id_used_in_test_environment',
    );
    const unknown = 'webauthn-registration-test-01900000-0000-7000-8000-000000000000';
    expect((await rename(unknown, 'x')).body).toMatchObject({
      status_code: 404,
      error_type: 'webauthn_registration_not_found',
    });
  });
});

describe('the list of credentials', () => {
  test('shows those of the domain, each with its COSE key', async () => {
    const { cbor } = await import('../../testing/webauthn/cbor.ts');
    const { user_id, webauthn_registration_id, authenticator } = await registeredUser(app);
    await register(app, user_id, softwareAuthenticator(), {}, { start: { domain: 'example.org' } });
    const list = (domain: string, user = user_id) =>
      app.call('GET', `/v1/webauthn/credentials/${user}/${domain}`);
    expect((await list(DOMAIN)).body.credentials).toEqual([
      {
        credential_id: authenticator.id,
        webauthn_registration_id,
        type: 'public-key',
        public_key: cbor(authenticator.key.cose).toString('base64'),
      },
    ]);
    expect((await list('example.org')).body.credentials).toHaveLength(1);
    expect((await list('example.net')).body.credentials).toEqual([]);
    expect((await list('a%20b')).body.error_type).toBe('invalid_domain');
    expect((await list(DOMAIN, 'nobody')).body.error_type).toBe('user_not_found');
    expect((await list(DOMAIN, await verifiedUser(app))).body.credentials).toEqual([]);
  });
});
