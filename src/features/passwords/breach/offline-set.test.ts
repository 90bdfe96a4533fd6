import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OfflineSet, openOfflineSet } from './offline-set.ts';
import { sha1Hex } from './sha1-hex.ts';

const COUNT = 100_000;
let folder: string;
const opened: OfflineSet[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selvage-breaches-'));
});
afterAll(async () => {
  await Promise.all(opened.map((set) => set.close()));
  await rm(folder, { recursive: true });
});

let files = 0;
async function setOf(text: string): Promise<OfflineSet> {
  files += 1;
  const path = join(folder, `${files}.txt`);
  await writeFile(path, text);
  const set = await openOfflineSet(path);
  opened.push(set);
  return set;
}

const known = (i: number) => `known password ${i}`;
const lines = (count: number) =>
  Array.from({ length: count }, (_, i) => `${sha1Hex(known(i))}:${(i % 5_000) + 1}`).toSorted();

describe('a file of 100,000 hashes', () => {
  test.each([
    ['CRLF line ends', (all: string[]) => `${all.join('\r\n')}\r\n`],
    ['no last line end, lower case', (all: string[]) => all.join('\n').toLowerCase()],
    ['no counts', (all: string[]) => all.map((line) => line.slice(0, 40)).join('\n')],
  ])('with %s knows its passwords and no others', async (_name, format) => {
    const all = lines(COUNT);
    const set = await setOf(format(all));
    const byHash = new Map(Array.from({ length: COUNT }, (_, i) => [sha1Hex(known(i)), known(i)]));
    const edges = [all.at(0), all.at(1), all.at(-2), all.at(-1)];
    const passwords = edges.map((line) => byHash.get(line?.slice(0, 40) ?? '') ?? '');
    for (let i = 0; i < COUNT; i += 499) passwords.push(known(i));
    const found = await Promise.all(passwords.map((password) => set.isBreached(password)));
    expect(found.every(Boolean)).toBe(true);

    const unknown = Array.from({ length: 300 }, (_, i) => `unknown password ${i}`);
    const missed = await Promise.all(unknown.map((password) => set.isBreached(password)));
    expect(missed.some(Boolean)).toBe(false);
  });
});

test.each([1, 2, 3, 100, 180, 200, 400])('a file of %i lines is searched whole', async (count) => {
  const set = await setOf(`${lines(count).join('\n')}\n`);
  const all = Array.from({ length: count }, (_, i) => set.isBreached(known(i)));
  expect((await Promise.all(all)).every(Boolean)).toBe(true);
  expect(await set.isBreached('unknown')).toBe(false);
});

test('a count of zero is padding', async () => {
  const set = await setOf(`${sha1Hex('padding')}:0\n`);
  expect(await set.isBreached('padding')).toBe(false);
});

describe('is refused with a reason', () => {
  test('a file that is not there', async () => {
    await expect(openOfflineSet(join(folder, 'none'))).rejects.toMatchObject({
      expected: true,
      message: expect.stringContaining('ENOENT'),
    });
  });

  test.each([
    ['an empty file', '', 'is empty'],
    ['words', 'password\nletmein\n'.repeat(1_000), 'is not of the right form'],
    ['one word', 'password', 'is not of the right form'],
    ['NTLM hashes', `${'A'.repeat(32)}:1\n`.repeat(1_000), 'is not of the right form'],
    ['a list by count', lines(1_000).toReversed().join('\n'), 'is not sorted'],
    ['zeros', '\0'.repeat(100_000), 'is not of the right form'],
  ])('%s', async (_name, text, reason) => {
    await expect(setOf(text)).rejects.toMatchObject({
      expected: true,
      message: expect.stringContaining(reason),
    });
  });
});

test('a file damaged in its middle fails rather than answers', async () => {
  const text = lines(10_000).join('\n');
  const set = await setOf(text);
  const half = Math.floor(text.length / 2);
  const broken = text.slice(0, half) + '?'.repeat(500) + text.slice(half + 500);
  await writeFile(join(folder, `${files}.txt`), broken);
  await expect(set.isBreached(known(1))).rejects.toThrow('is damaged near byte');
});
