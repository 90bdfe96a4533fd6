import { expect, test } from 'vitest';
import { rulesDigest } from './rules-digest.ts';

const zxcvbn = {
  validation_policy: 'ZXCVBN' as const,
  luds_min_password_length: null,
  luds_min_password_complexity: null,
  check_breach_on_creation: true,
};
const luds = {
  ...zxcvbn,
  validation_policy: 'LUDS' as const,
  luds_min_password_length: 8,
  luds_min_password_complexity: 2,
};
const owner = { environmentId: 'a', email: 'ada@example.com', names: ['Ada', 'King'] };

test('rules that judge alike have one digest', () => {
  const digest = rulesDigest(zxcvbn, owner);
  expect(digest).toBe(rulesDigest({ ...zxcvbn, check_breach_on_creation: false }, owner));
  expect(digest).toBe(rulesDigest(zxcvbn, { ...owner, environmentId: 'b' }));
});

test('another policy, address or name is another rule', () => {
  const digests = [
    rulesDigest(zxcvbn, owner),
    rulesDigest(luds, owner),
    rulesDigest({ ...luds, luds_min_password_length: 9 }, owner),
    rulesDigest({ ...luds, luds_min_password_complexity: 3 }, owner),
    rulesDigest(zxcvbn, { ...owner, email: 'eve@example.com' }),
    rulesDigest(zxcvbn, { ...owner, names: ['Ada'] }),
    rulesDigest(zxcvbn, { ...owner, names: ['Ada King'] }),
    rulesDigest(zxcvbn, { ...owner, email: undefined }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});
