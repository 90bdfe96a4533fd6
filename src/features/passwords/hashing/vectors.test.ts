import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFairQueue } from '../fair-queue.ts';
import type { ForeignHash } from './foreign-hash.ts';
import { readForeignHash } from './hash-kinds.ts';
import { createPasswordHashing } from './password-hash.ts';

interface Vector {
  name: string;
  tool: string;
  password: string;
  /** The password is the text so many times over. */
  repeat?: number;
  input: ForeignHash;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

const { verify } = createPasswordHashing({ queue: createFairQueue() });
const passwordOf = ({ password, repeat = 1 }: Vector) => password.repeat(repeat);

test('there are vectors for every hash type', () => {
  expect(new Set(vectors.map(({ input }) => input.hash_type)).size).toBe(9);
});

describe.each(vectors)('$name, made by $tool', (vector) => {
  const stored = readForeignHash(vector.input);
  const password = passwordOf(vector);

  test('accepts its password and asks for a new hash', async () => {
    expect(await verify('env', password, stored)).toEqual({ ok: true, needsRehash: true });
  });

  test('accepts no other', async () => {
    const others = [`x${password}`, password.slice(1), password.toUpperCase()];
    for (const other of others.filter((text) => text !== password)) {
      expect(await verify('env', other, stored)).toEqual({ ok: false, needsRehash: false });
    }
  });
});

test('a look-alike that NFKC would make the same is another password', async () => {
  const vector = vectors.find(({ password }) => password.includes('\ufb03'));
  const stored = readForeignHash(vector?.input as ForeignHash);
  expect(vector?.password.normalize('NFKC')).toBe('office');
  expect(await verify('env', 'office', stored)).toMatchObject({ ok: false });
});
