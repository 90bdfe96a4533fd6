import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings, policyWithRoles } from '../../testing/change-settings.ts';
import { mailedToken, unlimited } from '../../testing/magic-login.ts';
import {
  GOOD,
  passwordLogin,
  passwordUser,
  refusal,
  storedHash,
} from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { defaultPasswordSettings } from './password-settings.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  // Vectors have any passwords.
  await changeSettings(app, {
    password_strength: {
      ...defaultPasswordSettings,
      check_breach_on_authentication: false,
      validate_on_authentication: false,
    },
  });
});
afterAll(() => app.close());

interface Vector {
  name: string;
  password: string;
  repeat?: number;
  input: { hash: string; hash_type: string };
}
const file = new URL('./hashing/vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

const migrate = (body: object) => app.call('POST', '/v1/passwords/migrate', body);
/** md5('password') */
const md5 = { hash: '5f4dcc3b5aa765d61d8327deb882cf99', hash_type: 'md_5' };
const ours = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

describe.each(vectors)('a hash of kind $name', ({ name, password, repeat = 1, input }) => {
  const email = `${name.replace(/[^a-z0-9]+/gi, '-')}@example.com`;
  const right = password.repeat(repeat);

  test('lets its user in and is then one of ours', async () => {
    const { body } = await migrate({ email, ...input });
    expect(body).toMatchObject({ status_code: 200, user_created: true });
    expect(body.user.password.requires_reset).toBe(false);
    const before = await storedHash(app, body.user);
    expect((await passwordLogin(app, email, `x${right}`)).status).toBe(401);
    expect(await storedHash(app, body.user)).toBe(before);
    expect((await passwordLogin(app, email, right)).body).toMatchObject({ status_code: 200 });
    const after = await storedHash(app, body.user);
    expect(after).toMatch(ours);
    expect((await passwordLogin(app, email, right)).status).toBe(200);
    expect(await storedHash(app, body.user)).toBe(after);
    expect((await passwordLogin(app, email, `x${right}`)).status).toBe(401);
  });
});

describe('passwords.migrate', () => {
  test('makes a user with all that it is given', async () => {
    await changeSettings(app, { rbac_policy: policyWithRoles('editor') });
    const { body } = await migrate({
      ...md5,
      email: 'New@Example.com',
      set_email_verified: true,
      phone_number: '+14155550101',
      name: { first_name: 'Grace' },
      trusted_metadata: { plan: 'gold' },
      untrusted_metadata: { theme: 'dark' },
      external_id: 'legacy-1',
      roles: ['editor'],
    });
    expect(body).toMatchObject({
      status_code: 200,
      user_created: true,
      user: {
        status: 'active',
        emails: [{ email_id: body.email_id, email: 'New@Example.com', verified: true }],
        phone_numbers: [{ phone_number: '+14155550101', verified: false }],
        name: { first_name: 'Grace' },
        trusted_metadata: { plan: 'gold' },
        untrusted_metadata: { theme: 'dark' },
        external_id: 'legacy-1',
        roles: ['stytch_user', 'editor'],
      },
    });
    expect(body.session).toBeUndefined();
  });

  test('gives an existing user a password, and merges what comes with it', async () => {
    const made = await app.call('POST', '/v1/users', {
      email: 'there@example.com',
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      trusted_metadata: { plan: 'gold', seats: 3 },
      external_id: 'kept',
    });
    const { body } = await migrate({
      ...md5,
      email: 'THERE@example.com',
      name: { last_name: 'King' },
      trusted_metadata: { seats: null, region: 'eu' },
      set_email_verified: true,
      phone_number: '+14155550102',
      set_phone_number_verified: true,
      external_id: 'ignored',
      roles: ['editor'],
    });
    expect(body).toMatchObject({
      user_created: false,
      user_id: made.body.user_id,
      email_id: made.body.email_id,
      user: {
        name: { first_name: 'Ada', last_name: 'King' },
        trusted_metadata: { plan: 'gold', region: 'eu' },
        emails: [{ verified: true }],
        phone_numbers: [{ phone_number: '+14155550102', verified: true }],
        external_id: 'kept',
        roles: ['stytch_user'],
      },
    });
    expect(body.user.trusted_metadata.seats).toBeUndefined();
  });

  test('changes no password that is there, and nothing else of its user', async () => {
    await passwordUser(app, 'has@example.com', { name: { first_name: 'Ada' } });
    const body = { ...md5, email: 'has@example.com', name: { first_name: 'X' } };
    expect((await migrate({ ...body, set_email_verified: true })).body).toMatchObject(
      refusal(400, 'password_already_exists'),
    );
    const { body: login } = await passwordLogin(app, 'has@example.com', GOOD);
    expect(login.user).toMatchObject({
      name: { first_name: 'Ada' },
      emails: [{ verified: false }],
    });
  });

  test('of many at once for one user one wins', async () => {
    const body = { ...md5, email: 'race@example.com' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => migrate(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    expect(answers.filter(({ status }) => status === 400).map((one) => one.body)).toMatchObject(
      Array.from({ length: 5 }, () => refusal(400, 'password_already_exists')),
    );
    await app.call('POST', '/v1/users', { email: 'race2@example.com' });
    const again = { ...md5, email: 'race2@example.com' };
    const more = await Promise.all(Array.from({ length: 4 }, () => migrate(again)));
    expect(more.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  test('adds no phone number of another user, and none beside something unproven', async () => {
    await app.call('POST', '/v1/users', { phone_number: '+14155550103' });
    for (const email of ['phone1@example.com', 'phone2@example.com']) {
      if (email.startsWith('phone2')) await app.call('POST', '/v1/users', { email });
      const body = { ...md5, email, phone_number: '+14155550103', set_email_verified: true };
      expect((await migrate(body)).body).toMatchObject(refusal(400, 'duplicate_phone_number'));
      expect((await passwordLogin(app, email, 'password')).status).not.toBe(200);
    }
    await app.call('POST', '/v1/users', { email: 'unproven@example.com' });
    const body = { ...md5, email: 'unproven@example.com', phone_number: '+14155550104' };
    expect((await migrate(body)).body).toMatchObject(refusal(400, 'too_many_unverified_factors'));
    expect((await migrate({ ...body, set_email_verified: true })).status).toBe(200);
  });

  test('verifies the phone number that a user has already', async () => {
    await app.call('POST', '/v1/users', {
      email: 'both@example.com',
      phone_number: '+14155550105',
    });
    const { body } = await migrate({
      ...md5,
      email: 'both@example.com',
      phone_number: '+14155550105',
      set_phone_number_verified: true,
    });
    expect(body.user).toMatchObject({
      emails: [{ verified: false }],
      phone_numbers: [{ phone_number: '+14155550105', verified: true }],
    });
  });

  test('of a verified address: a later login by link demands no reset', async () => {
    await migrate({ ...md5, email: 'proven@example.com', set_email_verified: true });
    const token = await mailedToken(app, 'proven@example.com');
    const { body } = await app.call('POST', '/v1/magic_links/authenticate', { token });
    expect(body.reset_sessions).toBe(false);
    expect(body.user.password.requires_reset).toBe(false);
  });

  test.each([
    [{ hash: undefined }, 'invalid_hash'],
    [{ hash: '' }, 'invalid_hash'],
    [{ hash_type: 'crc32' }, 'invalid_hash_type'],
    [{ hash_type: undefined }, 'invalid_hash_type'],
    [{ email: 'x' }, 'invalid_email'],
    [{ hash: 'zz', hash_type: 'md_5' }, 'invalid_md_5_hash'],
    [{ hash: 'zz', hash_type: 'sha_1' }, 'invalid_sha_1_hash'],
    [{ hash: 'zz', hash_type: 'sha_512' }, 'invalid_sha_512_hash'],
    [{ hash: 'zz', hash_type: 'bcrypt' }, 'invalid_bcrypt_hash'],
    [{ hash: `$2b$31$${'a'.repeat(53)}`, hash_type: 'bcrypt' }, 'invalid_bcrypt_cost'],
    [{ hash: 'zz', hash_type: 'phpass' }, 'invalid_phpass_hash_format'],
    [{ hash: '$S$zz', hash_type: 'phpass' }, 'invalid_phpass_hash_prefix'],
    [{ hash: 'ab'.repeat(32), hash_type: 'argon_2id', argon_2_config: {} }, 'invalid_argon_2_salt'],
    [
      {
        hash: 'ab'.repeat(32),
        hash_type: 'argon_2id',
        argon_2_config: { salt: 'saltsalt', memory: 64, threads: 1, key_length: 31 },
      },
      'argon_2_key_length_mismatch',
    ],
    [
      {
        hash: 'ab'.repeat(32),
        hash_type: 'argon_2i',
        argon_2_config: { salt: 'saltsalt', memory: 64, threads: 1, key_length: 32 },
      },
      'invalid_argon_2_iteration_amount',
    ],
    [{ hash: '*', hash_type: 'scrypt', scrypt_config: {} }, 'invalid_base64_scrypt_hash'],
    [
      {
        hash: 'q'.repeat(32),
        hash_type: 'scrypt',
        scrypt_config: {
          salt: 'c2FsdA',
          n_parameter: 1_000,
          r_parameter: 8,
          p_parameter: 1,
          key_length: 24,
        },
      },
      'invalid_scrypt_n_parameter',
    ],
    [
      {
        hash: 'q'.repeat(32),
        hash_type: 'pbkdf_2',
        pbkdf_2_config: { salt: 'c2FsdA', algorithm: 'md5' },
      },
      'invalid_pbkdf_2_algorithm',
    ],
    [{ argon_2_config: { memory: 'much' }, hash_type: 'argon_2i' }, 'bad_request'],
    [{ phone_number: '12' }, 'invalid_phone_number'],
  ])('refuses %j, and makes no user', async (part, error) => {
    const body = { ...md5, email: 'never@example.com', ...part };
    expect((await migrate(body)).body).toMatchObject(refusal(400, error));
    expect((await passwordLogin(app, 'never@example.com', 'password')).body).toMatchObject(
      refusal(404, 'email_not_found'),
    );
  });

  test('may be called a hundred times a second', async () => {
    const limited = await createTestApp();
    try {
      const call = (n: number) =>
        limited.call('POST', '/v1/passwords/migrate', { ...md5, email: `n${n}@example.com` });
      await limited.call('PUT', '/selvage/v1/clock', { now: '2030-01-01T00:00:00Z' });
      const answers = await Promise.all(Array.from({ length: 400 }, (_, n) => call(n)));
      const statuses = new Set(answers.map(({ status }) => status));
      expect([...statuses].sort()).toEqual([200, 429]);
      expect(answers.find(({ status }) => status === 429)?.body).toMatchObject(
        refusal(429, 'too_many_requests'),
      );
    } finally {
      await limited.close();
    }
  });
});
