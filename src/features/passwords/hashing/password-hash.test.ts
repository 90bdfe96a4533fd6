import { hashSync } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';
import { createFairQueue } from '../fair-queue.ts';
import { bcrypt } from './bcrypt.ts';
import { readForeignHash } from './hash-kinds.ts';
import { createPasswordHashing, defaultCost } from './password-hash.ts';

const queue = createFairQueue();
const hashing = createPasswordHashing({ queue });
const cheap = { memoryKib: 64, iterations: 1, threads: 1 };
const verifyWith = (cost: typeof cheap, password: string, stored: string) =>
  createPasswordHashing({ queue, cost }).verify('env', password, stored);

describe('our own hashes', () => {
  test('are Argon2id PHC strings with the recommended cost and a salt of their own', async () => {
    const [one, two] = await Promise.all([
      hashing.hash('env', 'same'),
      hashing.hash('env', 'same'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await hashing.verify('env', 'same', one)).toEqual({ ok: true, needsRehash: false });
  });

  test.each([
    ['one character', 'x'],
    ['10,000 characters', 'é'.repeat(10_000)],
    ['NUL inside', 'a\0b'],
    ['emoji', '🔑'.repeat(20)],
  ])('keep every byte of %s', async (_name, password) => {
    const own = createPasswordHashing({ queue, cost: cheap });
    const stored = await own.hash('env', password);
    expect(await own.verify('env', password, stored)).toMatchObject({ ok: true });
    for (const other of [`${password} `, `${password}\0`, password.slice(0, -1)]) {
      expect(await own.verify('env', other, stored)).toMatchObject({ ok: false });
    }
  });

  test('take text as typed: look-alikes differ', async () => {
    const own = createPasswordHashing({ queue, cost: cheap });
    const stored = await own.hash('env', 'caf\u00e9 \ufb01n');
    expect(await own.verify('env', 'cafe\u0301 \ufb01n', stored)).toMatchObject({ ok: false });
    expect(await own.verify('env', 'caf\u00e9 fin', stored)).toMatchObject({ ok: false });
  });

  test('are not made of text without a UTF-8 form, which matches nothing', async () => {
    await expect(hashing.hash('env', 'lone \ud800')).rejects.toMatchObject({ type: 'bad_request' });
    const own = createPasswordHashing({ queue, cost: cheap });
    const stored = await own.hash('env', 'lone \ufffd');
    expect(await own.verify('env', 'lone \ud800', stored)).toEqual({
      ok: false,
      needsRehash: false,
    });
  });

  test.each([
    { ...cheap, memoryKib: 128 },
    { ...cheap, iterations: 2 },
    { ...cheap, memoryKib: 32 },
    defaultCost,
  ])('are old once the cost is %j', async (cost) => {
    const stored = await createPasswordHashing({ queue, cost: cheap }).hash('env', 'pass');
    expect(await verifyWith(cost, 'pass', stored)).toEqual({ ok: true, needsRehash: true });
    expect(await verifyWith(cost, 'wrong', stored)).toEqual({ ok: false, needsRehash: false });
  });
});

describe('bcrypt', () => {
  test('looks at 72 bytes', async () => {
    const stored = hashSync('0'.repeat(72), 4);
    expect(await bcrypt.verify('0'.repeat(10_000), stored)).toBe(true);
    expect(await bcrypt.verify('0'.repeat(71), stored)).toBe(false);
  });

  test('never matches a password with NUL, which would repeat the key', async () => {
    const stored = hashSync('a', 4);
    expect(await bcrypt.verify('a', stored)).toBe(true);
    expect(await bcrypt.verify('a\0a', stored)).toBe(false);
    expect(await bcrypt.verify('a\0', stored)).toBe(false);
  });

  test('verifies hashes whose unused bits were set', async () => {
    const stored = hashSync('pass', 4);
    const at = 28;
    const sloppy = (text: string, index: number) => {
      const next = String.fromCharCode(text.charCodeAt(index) + 1);
      return text.slice(0, index) + next + text.slice(index + 1);
    };
    // 'O', 'e' and 'u' are followed by characters of the alphabet; '.' by '/'.
    const hash = sloppy(stored, at);
    const read = readForeignHash({ hash_type: 'bcrypt', hash });
    expect(read).toBe(stored);
    expect(await bcrypt.verify('pass', read)).toBe(true);
  });
});

test.each(['', 'plain', '$9$x', '$argon2id$v=19$broken', '$scrypt$x', '$salted-md5$a', '$P$x'])(
  'a stored hash %j that cannot be read is a failure, not a wrong password',
  async (stored) => {
    await expect(hashing.verify('env', 'pass', stored)).rejects.toThrow('cannot be read');
  },
);

test('phpass lets other work run between its rounds, and refuses what it never hashed', async () => {
  const hash = `$P$D${'saltsalt'}${'h'.repeat(22)}`;
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  await hashing.verify('env', 'x'.repeat(4_096), hash);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
  expect(await hashing.verify('env', 'x'.repeat(4_097), hash)).toMatchObject({ ok: false });
});
