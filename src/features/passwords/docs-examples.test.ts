import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFairQueue } from './fair-queue.ts';
import type { ForeignHash } from './hashing/foreign-hash.ts';
import { readForeignHash } from './hashing/hash-kinds.ts';
import { createPasswordHashing } from './hashing/password-hash.ts';

const docs = readFileSync(new URL('../../../docs/passwords.md', import.meta.url), 'utf8');
const examples = [...docs.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text = '']) => JSON.parse(text) as ForeignHash,
);

describe('docs/passwords.md', () => {
  test('has an example of every kind of hash', () => {
    expect(new Set(examples.map(({ hash_type }) => hash_type)).size).toBe(9);
  });

  test.each(examples)('shows a hash of kind $hash_type that is right', async (example) => {
    const { verify } = createPasswordHashing({ queue: createFairQueue() });
    const stored = readForeignHash(example);
    expect(await verify('env', 'correct horse battery staple', stored)).toMatchObject({ ok: true });
  });
});
