import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Credentials,
  credentialsPath,
  readCredentials,
  writeCredentials,
} from './credentials-file.ts';

const credentials: Credentials = {
  base_url: 'http://localhost:7700',
  management: { key_id: 'workspace-key-prod-1', key_secret: 'workspace-secret-1' },
  test: { project_id: 'project-test-1', secret: 'secret-test-1', public_token: 'public-token-1' },
  live: { project_id: 'project-live-1', secret: 'secret-live-1', public_token: 'public-token-2' },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'selvage-credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (): number => statSync(credentialsPath(folder)).mode & 0o777;

test('only the owner can read the file', () => {
  writeCredentials(folder, credentials);
  expect(mode()).toBe(0o600);
});

test('a file that others could read is replaced by one that they cannot', () => {
  writeFileSync(credentialsPath(folder), '{}', { mode: 0o644 });
  writeCredentials(folder, credentials);
  expect(mode()).toBe(0o600);
});

test('no draft stays beside it', () => {
  writeCredentials(folder, credentials);
  expect(readdirSync(folder)).toEqual(['credentials.json']);
});

test('what was written is read back', () => {
  writeCredentials(folder, credentials);
  expect(readCredentials(folder, credentials.base_url)).toEqual(credentials);
});

test('a start under another address writes that address down', () => {
  writeCredentials(folder, credentials);
  const base_url = 'https://id.example.com';
  expect(readCredentials(folder, base_url)).toEqual({ ...credentials, base_url });
  expect(JSON.parse(readFileSync(credentialsPath(folder), 'utf8')).base_url).toBe(base_url);
  expect(mode()).toBe(0o600);
});

test('without a file there are no credentials', () => {
  expect(readCredentials(folder, 'http://localhost')).toBeUndefined();
});
