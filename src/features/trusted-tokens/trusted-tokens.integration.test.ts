import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentPolicy, setPolicy } from '../../testing/rbac-policy.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  issuerKey,
  type JwksServer,
  jwkProfile,
  PROFILES,
  pemProfile,
  signToken,
  startJwksServer,
} from '../../testing/trusted-issuer.ts';

let app: TestApp;
let server: JwksServer;
beforeAll(async () => {
  app = await createTestApp({ SELVAGE_ALLOW_PRIVATE_OUTGOING: 'true' });
  server = await startJwksServer();
  await setPolicy(app, documentPolicy);
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const key = issuerKey('one');
let serial = 0;
const newEmail = () => {
  serial += 1;
  return `attest-${serial}@example.com`;
};

async function createProfile(input: object): Promise<string> {
  const { body } = await app.callManagement('POST', PROFILES, input);
  expect(body).toMatchObject({ status_code: 200 });
  return body.profile.profile_id;
}
const attest = (profile_id: string, token: string, extra: object = {}) =>
  app.call('POST', '/v1/sessions/attest', { profile_id, token, ...extra });
const outcome = ({ status, body }: { status: number; body: { error_type?: string } }) =>
  `${status} ${body.error_type ?? 'ok'}`;

describe('profiles', () => {
  test('are created, read, listed, changed and deleted', async () => {
    const id = await createProfile(pemProfile(key));
    expect(id).toMatch(/^trusted-token-profile-test-/);
    const path = `${PROFILES}/${id}`;
    const { profile } = (await app.callManagement('GET', path)).body;
    expect(profile).toEqual({
      ...pemProfile(key),
      profile_id: id,
      pem_files: [{ pem_file_id: expect.stringMatching(/^pem-file-test-/), public_key: key.pem }],
    });
    const changed = await app.callManagement('PATCH', path, { name: 'Other' });
    expect(changed.body.profile).toEqual({ ...profile, name: 'Other' });
    const listed = (await app.callManagement('GET', PROFILES)).body.profiles;
    expect(listed).toEqual([{ ...profile, name: 'Other' }]);
    expect((await app.callManagement('DELETE', path)).status).toBe(200);
    expect(outcome(await app.callManagement('GET', path))).toBe(
      '404 trusted_token_profile_not_found',
    );
  });

  test('get and lose PEM files, but never the last', async () => {
    const id = await createProfile(pemProfile(key));
    const keys = `${PROFILES}/${id}/keys`;
    const added = await app.callManagement('POST', keys, { public_key: issuerKey('two').pem });
    const file = added.body.pem_file;
    expect((await app.callManagement('GET', `${keys}/${file.pem_file_id}`)).body.pem_file).toEqual(
      file,
    );
    const first = (await app.callManagement('GET', `${PROFILES}/${id}`)).body.profile.pem_files[0];
    const remove = (one: string) => app.callManagement('DELETE', `${keys}/${one}`);
    expect((await remove(first.pem_file_id)).status).toBe(200);
    expect(outcome(await remove(file.pem_file_id))).toBe(
      '400 must_have_pem_files_for_trusted_token_profile_with_type_pem',
    );
    expect(outcome(await remove(first.pem_file_id))).toBe('404 pem_file_not_found');
  });

  test.each([
    [{ pem_files: [] }, 'must_have_pem_files_for_trusted_token_profile_with_type_pem'],
    [{ pem_files: Array(6).fill(key.pem) }, 'too_many_pem_files_for_trusted_token_profile'],
    [{ public_key_type: 'JWK' }, 'cannot_add_pem_file_to_non_pem_trusted_token_profile'],
    [
      { public_key_type: 'JWK', pem_files: [] },
      'must_have_jwks_url_for_trusted_token_profile_with_type_jwk',
    ],
    [{ ...jwkProfile('ftp://example.com'), pem_files: [] }, 'invalid_jwks_url'],
    [{ issuer: '' }, 'invalid_issuer'],
    [{ issuer: undefined }, 'invalid_issuer'],
    [{ name: ' ' }, 'trusted_token_profile_invalid_request'],
    [{ audience: '' }, 'trusted_token_profile_invalid_request'],
    [{ pem_files: ['-----BEGIN PRIVATE KEY-----'] }, 'trusted_token_profile_invalid_request'],
    [{ attribute_mapping: { email: '' } }, 'trusted_token_profile_invalid_request'],
    [
      { attribute_mapping: { external_member_id: 'sub' } },
      'trusted_token_profile_incorrect_external_id_mapping',
    ],
    [
      { attribute_mapping: { external_member_id: 'sub', external_user_id: 'sub' } },
      'trusted_token_profile_cannot_have_multiple_external_ids',
    ],
  ])('%j is refused', async (changes, type) => {
    const answer = await app.callManagement('POST', PROFILES, { ...pemProfile(key), ...changes });
    expect(outcome(answer)).toBe(`400 ${type}`);
  });
});

describe('sessions/attest', () => {
  test('logs in the user of the email, with what the token adds', async () => {
    const id = await createProfile(pemProfile(key));
    const email = newEmail();
    const { user_id } = (await app.call('POST', '/v1/users', { email, roles: ['owner'] })).body;
    const claims = { email, jti: 'token-1', sub: 'ada-1', roles: ['editor', 'unknown'] };
    const token = await signToken(key, claims);
    const { body } = await attest(id, token, { session_duration_minutes: 60 });
    expect(body).toMatchObject({
      status_code: 200,
      user_id,
      user: { external_id: 'ada-1', roles: ['stytch_user', 'owner', 'editor'] },
      session: {
        authentication_factors: [
          {
            type: 'trusted_auth_token',
            delivery_method: 'trusted_token_exchange',
            trusted_auth_token_factor: { token_id: 'token-1' },
          },
        ],
      },
    });
    const again = await attest(id, token);
    expect(again.body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
    const added = await attest(id, token, { session_token: body.session_token });
    expect(added.body.session.session_id).toBe(body.session.session_id);
  });

  test('takes keys from a URL', async () => {
    server.publish(key);
    const id = await createProfile(jwkProfile(server.url));
    const email = newEmail();
    await app.call('POST', '/v1/users', { email });
    expect(outcome(await attest(id, await signToken(key, { email })))).toBe('200 ok');
  });

  test('makes a user only where the profile says so', async () => {
    const closed = await createProfile(pemProfile(key));
    const open = await createProfile({ ...pemProfile(key), can_jit_provision: true });
    const email = newEmail();
    const token = await signToken(key, { email, sub: `sub-${serial}`, roles: ['editor'] });
    expect(outcome(await attest(closed, token))).toBe('404 user_not_found');
    const answers = await Promise.all([1, 2, 3].map(() => attest(open, token)));
    expect(answers.map(outcome)).toEqual(['200 ok', '200 ok', '200 ok']);
    expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
    expect(answers[0]?.body.user).toMatchObject({
      emails: [{ email, verified: true }],
      external_id: `sub-${serial}`,
      roles: ['stytch_user', 'editor'],
    });
  });

  test('refuses an external id that is not the one of the user', async () => {
    const id = await createProfile({ ...pemProfile(key), can_jit_provision: true });
    const [first, second] = [newEmail(), newEmail()];
    await app.call('POST', '/v1/users', { email: first, external_id: 'held' });
    await app.call('POST', '/v1/users', { email: second });
    const wrong = '400 trusted_token_profile_incorrect_external_id_mapping';
    for (const [email, sub] of [
      [first, 'other'],
      [second, 'held'],
      [newEmail(), 'held'],
    ]) {
      expect(
        outcome(
          await attest(id, await signToken(key, { email, sub } as { email: string; sub: string })),
        ),
      ).toBe(wrong);
    }
  });

  test('refuses a session of somebody else, and makes no user then', async () => {
    const id = await createProfile({ ...pemProfile(key), can_jit_provision: true });
    const login = await attest(id, await signToken(key, { email: newEmail() }), {
      session_duration_minutes: 60,
    });
    const email = newEmail();
    const { session_token } = login.body;
    const answer = await attest(id, await signToken(key, { email }), { session_token });
    expect(outcome(answer)).toBe('400 user_id_mismatch');
    const query = {
      operator: 'AND',
      operands: [{ filter_name: 'email_address', filter_value: [email] }],
    };
    expect((await app.call('POST', '/v1/users/search', { query })).body.results).toEqual([]);
  });

  test('resets a password that somebody set for an address nobody had proven', async () => {
    const id = await createProfile(pemProfile(key));
    const email = newEmail();
    const password = 'attacker-violet-47-mosaic';
    const made = await app.call('POST', '/v1/passwords', {
      email,
      password,
      session_duration_minutes: 60,
    });
    expect(outcome(await attest(id, await signToken(key, { email })))).toBe('200 ok');
    const { session_token } = made.body;
    const old = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(outcome(old)).toBe('404 session_not_found');
  });

  test('knows only profiles of its own environment', async () => {
    const id = await createProfile(pemProfile(key));
    const missing = '404 trusted_token_profile_not_found';
    const token = await signToken(key);
    for (const other of ['', 'x', id.replace('test', 'live'), `${id.slice(0, -1)}-`]) {
      expect(outcome(await attest(other, token))).toBe(missing);
    }
    const live = await app.callLive('POST', '/v1/sessions/attest', { profile_id: id, token });
    expect(outcome(live)).toBe(missing);
  });
});

test('a key set on a private address is not asked for where that is not allowed', async () => {
  const strict = await createTestApp();
  try {
    const create = (jwks_url: string) =>
      strict.callManagement('POST', PROFILES, jwkProfile(jwks_url));
    expect(outcome(await create(server.url))).toBe('400 invalid_jwks_url');
    const made = await create(server.url.replace('http:', 'https:'));
    const { profile_id } = made.body.profile;
    const before = server.requests;
    const body = { profile_id, token: await signToken(key) };
    const answer = await strict.call('POST', '/v1/sessions/attest', body);
    expect(outcome(answer)).toBe('400 trusted_token_profile_invalid_request');
    expect(answer.body.error_message).not.toContain('127.0.0.1');
    expect(server.requests).toBe(before);
  } finally {
    await strict.close();
  }
});
