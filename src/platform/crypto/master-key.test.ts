import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMasterKeys } from './master-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'selvage-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

test('the first start makes a key that only its owner can read, later ones find it', () => {
  const [made] = loadMasterKeys(undefined, folder);
  expect(made).toHaveLength(32);
  expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600);
  expect(loadMasterKeys(undefined, folder)).toEqual([made]);
  expect(readFileSync(join(folder, 'master.key'), 'utf8').trim()).toBe(made?.toString('base64'));
});

test('a key file that others can read is refused', () => {
  const file = join(folder, 'master.key');
  writeFileSync(file, text(1));
  chmodSync(file, 0o640);
  expect(() => loadMasterKeys(undefined, folder)).toThrow(/0600/);
});

test('the setting wins over the file and may hold several keys, newest first', () => {
  const keys = loadMasterKeys(`${text(2)}, ${text(1)}`, folder);
  expect(keys).toEqual([Buffer.alloc(32, 2), Buffer.alloc(32, 1)]);
});

test.each([
  '',
  ' ',
  'short',
  Buffer.alloc(31).toString('base64'),
  Buffer.alloc(33).toString('base64'),
])('a setting that is no key of 32 bytes is refused: "%s"', (setting) => {
  expect(() => loadMasterKeys(setting, folder)).toThrow();
});

test('a file without a key is refused', () => {
  writeFileSync(join(folder, 'master.key'), '\n', { mode: 0o600 });
  expect(() => loadMasterKeys(undefined, folder)).toThrow(/holds no master key/);
});
