import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GOOD, passwordUser, refusal } from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const path = '/pwa/v3/projects/my-project/environments/test/password_strength_config';
const check = (body: object) => app.call('POST', '/v1/passwords/strength_check', body);
const set = (body: object) => app.callManagement('PUT', path, body);

const defaults = {
  check_breach_on_creation: true,
  check_breach_on_authentication: true,
  validate_on_authentication: true,
  validation_policy: 'ZXCVBN',
  luds_min_password_length: null,
  luds_min_password_complexity: null,
};
const luds = {
  ...defaults,
  validation_policy: 'LUDS',
  luds_min_password_length: 12,
  luds_min_password_complexity: 3,
};

beforeEach(() => set(defaults));

describe('password_strength_config', () => {
  test('is zxcvbn with all checks in a new environment', async () => {
    const { body } = await app.callManagement('GET', path);
    expect(body).toMatchObject({ status_code: 200, password_strength_config: defaults });
  });

  test('is replaced as a whole: what is absent is false, as the Go client sends it', async () => {
    const { body } = await set({});
    const off = {
      ...defaults,
      check_breach_on_creation: false,
      check_breach_on_authentication: false,
      validate_on_authentication: false,
    };
    expect(body.password_strength_config).toEqual(off);
    expect((await app.callManagement('GET', path)).body.password_strength_config).toEqual(off);
    expect((await set(luds)).body.password_strength_config).toEqual(luds);
    // The other policy knows neither length nor complexity.
    const zxcvbn = { ...luds, validation_policy: 'ZXCVBN' };
    expect((await set(zxcvbn)).body.password_strength_config).toEqual(defaults);
  });

  test.each([
    [{ luds_min_password_length: 7 }, 'invalid_password_strength_luds_length'],
    [{ luds_min_password_length: 33 }, 'invalid_password_strength_luds_length'],
    [{ luds_min_password_length: 8.5 }, 'bad_request'],
    [{ luds_min_password_length: undefined }, 'invalid_password_strength_luds_length'],
    [{ luds_min_password_complexity: 0 }, 'invalid_password_strength_luds_complexity'],
    [{ luds_min_password_complexity: 5 }, 'invalid_password_strength_luds_complexity'],
    [{ luds_min_password_complexity: undefined }, 'invalid_password_strength_luds_complexity'],
    [{ validation_policy: 'ValidationPolicyLUDS' }, 'bad_request'],
    [{ check_breach_on_creation: 'yes' }, 'bad_request'],
  ])('refuses %j', async (change, error) => {
    expect((await set({ ...luds, ...change })).body).toMatchObject(refusal(400, error));
    const { body } = await app.callManagement('GET', path);
    expect(body.password_strength_config).toEqual(defaults);
  });

  test('holds from the next call on, in its own environment only', async () => {
    await set(luds);
    const weak = { email: 'policy@example.com', password: 'violet-anchor' };
    expect((await app.call('POST', '/v1/passwords', weak)).body).toMatchObject(
      refusal(400, 'weak_password'),
    );
    expect((await app.callLive('POST', '/v1/passwords', { ...weak, password: GOOD })).status).toBe(
      200,
    );
  });
});

describe('passwords.strength_check under zxcvbn', () => {
  test('takes 3 and 4, and tells what is wrong below', async () => {
    const { body } = await check({ password: GOOD });
    expect(body).toMatchObject({
      status_code: 200,
      valid_password: true,
      score: 4,
      breached_password: false,
      strength_policy: 'zxcvbn',
      breach_detection_on_create: true,
      feedback: { suggestions: [], warning: '', luds_requirements: null },
    });
    const weak = (await check({ password: 'dragon12' })).body;
    expect(weak.valid_password).toBe(false);
    expect(weak.score).toBeLessThan(3);
    expect(weak.feedback.suggestions.length).toBeGreaterThan(0);
    expect(typeof weak.feedback.warning).toBe('string');
    expect((await check({ password: '' })).body).toMatchObject({ score: 0, valid_password: false });
    expect((await check({ password: '_7Hk>%cN0a?kMR]oNWT' })).body.valid_password).toBe(true);
  });

  test('counts the address as known to everybody', async () => {
    const password = 'quixotic.zephyrine';
    const score = async (email?: string) => (await check({ password, email })).body.score;
    expect(await score()).toBeGreaterThanOrEqual(3);
    expect(await score('quixotic.zephyrine@example.com')).toBeLessThan(3);
  });

  test('looks up breaches only where an address is given', async () => {
    const password = 'trustno1';
    expect((await check({ password })).body.breached_password).toBe(false);
    const { body } = await check({ password, email: 'a@example.com' });
    expect(body).toMatchObject({ breached_password: true, valid_password: false });
    await set({ ...defaults, check_breach_on_creation: false });
    expect((await check({ password, email: 'a@example.com' })).body).toMatchObject({
      breached_password: false,
      breach_detection_on_create: false,
    });
  });

  test('answers 10,000 characters', async () => {
    expect((await check({ password: GOOD.repeat(435) })).body.valid_password).toBe(true);
    expect((await check({ password: 'a'.repeat(10_000) })).body.valid_password).toBe(false);
  });

  test('refuses what no password may be', async () => {
    for (const [body, error] of [
      [{}, 'bad_request'],
      [{ password: GOOD, email: 'x' }, 'invalid_email'],
      [{ password: `a\u200b${GOOD}` }, 'forbidden_character_zero_width_space'],
    ] as const) {
      expect((await check(body)).body).toMatchObject(refusal(400, error));
    }
  });
});

describe('passwords.strength_check under LUDS', () => {
  beforeEach(() => set(luds));

  test('says which requirements are met', async () => {
    const { body } = await check({ password: 'abc' });
    expect(body).toMatchObject({
      valid_password: false,
      score: 0,
      strength_policy: 'luds',
      feedback: {
        warning: '',
        suggestions: [],
        luds_requirements: {
          has_lower_case: true,
          has_upper_case: false,
          has_digit: false,
          has_symbol: false,
          missing_complexity: 2,
          missing_characters: 9,
        },
      },
    });
    expect((await check({ password: 'Abcdefghijk1' })).body).toMatchObject({
      valid_password: true,
      score: 0,
    });
  });

  test('still knows breached passwords', async () => {
    await set({ ...luds, luds_min_password_length: 8, luds_min_password_complexity: 1 });
    const password = 'trustno1';
    expect((await check({ password })).body.valid_password).toBe(true);
    const { body } = await check({ password, email: 'a@example.com' });
    expect(body).toMatchObject({ valid_password: false, breached_password: true });
    expect(
      (await app.call('POST', '/v1/passwords', { email: 'luds@example.com', password })).body,
    ).toMatchObject(refusal(400, 'breached_password'));
    await passwordUser(app, 'luds@example.com');
  });
});
