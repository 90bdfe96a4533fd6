import { afterAll, describe, expect, test } from 'vitest';
import { createCommonPasswords } from '../breach/common-passwords.ts';
import { createStrength, refusalOf, type StrengthPolicy } from './strength.ts';
import { createZxcvbn } from './zxcvbn-policy.ts';

const zxcvbn = createZxcvbn({ timeoutMs: 60_000 });
afterAll(() => zxcvbn.close());
const strength = createStrength({ zxcvbn, breach: createCommonPasswords() });

const byScore: StrengthPolicy = {
  validation_policy: 'ZXCVBN',
  luds_min_password_length: null,
  luds_min_password_complexity: null,
  check_breach_on_creation: true,
};
const luds: StrengthPolicy = {
  ...byScore,
  validation_policy: 'LUDS',
  luds_min_password_length: 8,
  luds_min_password_complexity: 2,
};
const anonymous = { environmentId: 'env' };
const jane = { environmentId: 'env', email: 'jane.roe@example.com', names: ['Jane', 'Roe'] };

describe('under zxcvbn', () => {
  test('a weak password gets score and hints, and no LUDS object', async () => {
    expect(await strength.check('password', byScore, anonymous)).toEqual({
      valid_password: false,
      score: 0,
      breached_password: false,
      feedback: {
        suggestions: ['Add another word or two. Uncommon words are better.'],
        warning: 'This is a top-10 common password',
        luds_requirements: null,
      },
      strength_policy: 'zxcvbn',
      breach_detection_on_create: true,
    });
  });

  test('a strong one is valid and has no hints', async () => {
    const result = await strength.check('wobbly-thermal-krill-9', byScore, jane);
    expect(result).toMatchObject({
      valid_password: true,
      score: 4,
      breached_password: false,
      feedback: { suggestions: [], warning: '', luds_requirements: null },
    });
    expect(refusalOf(result)).toBeUndefined();
  });

  test('email, the part before its @ and the names are known to an attacker', async () => {
    for (const password of ['Jane.Roe@example.com', 'jane.roe', 'janeroe']) {
      expect((await strength.check(password, byScore, jane)).score).toBeLessThan(2);
    }
  });
});

describe('under LUDS', () => {
  test('score is 0, hints are empty, the requirements say what is missing', async () => {
    const result = await strength.check('abc', luds, anonymous);
    expect(result).toEqual({
      valid_password: false,
      score: 0,
      breached_password: false,
      feedback: {
        suggestions: [],
        warning: '',
        luds_requirements: {
          has_lower_case: true,
          has_upper_case: false,
          has_digit: false,
          has_symbol: false,
          missing_complexity: 1,
          missing_characters: 5,
        },
      },
      strength_policy: 'luds',
      breach_detection_on_create: true,
    });
    expect(refusalOf(result)).toBe('weak_password');
  });

  test('length and complexity are both needed', async () => {
    const valid = async (password: string) =>
      (await strength.check(password, luds, anonymous)).valid_password;
    expect(await valid('abcdefgh')).toBe(false);
    expect(await valid('abcdef1')).toBe(false);
    expect(await valid('abcdefg1')).toBe(true);
  });
});

describe('breaches', () => {
  test('count only with an email, as on the wire', async () => {
    const withEmail = await strength.check('password1', luds, jane);
    expect(withEmail).toMatchObject({ valid_password: false, breached_password: true });
    expect(refusalOf(withEmail)).toBe('breached_password');
    for (const email of [undefined, '']) {
      expect(await strength.check('password1', luds, { ...anonymous, email })).toMatchObject({
        valid_password: true,
        breached_password: false,
      });
    }
  });

  test('do not count where the setting is off', async () => {
    const policy = { ...luds, check_breach_on_creation: false };
    expect(await strength.check('password1', policy, jane)).toMatchObject({
      valid_password: true,
      breached_password: false,
      breach_detection_on_create: false,
    });
  });

  test('weakness is told first where a password is both', async () => {
    expect(refusalOf(await strength.check('password', byScore, jane))).toBe('weak_password');
  });

  test('a check that cannot be made fails as a whole', async () => {
    const breach = { isBreached: () => Promise.reject(new Error('down')) };
    const failing = createStrength({ zxcvbn, breach });
    await expect(failing.check('password1', luds, jane)).rejects.toThrow('down');
  });
});
