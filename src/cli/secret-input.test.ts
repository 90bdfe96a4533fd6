import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readProviderInput } from './oauth-provider-input.ts';
import { readSecret } from './secret-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'selvage-secret-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const file = join(folder, 'secret');
  writeFileSync(file, text);
  return file;
}

const source = (file: string | undefined) => ({ flag: '--x-file', file, variable: 'X' });

test('a secret comes from the file that is named, without the line break at its end', () => {
  expect(readSecret(source(fileWith('the secret\n')), { X: 'other' })).toBe('the secret');
});

test('a secret comes from the environment where no file is named, else from nowhere', () => {
  expect(readSecret(source(undefined), { X: 'other' })).toBe('other');
  expect(readSecret(source(undefined), { X: '' })).toBeUndefined();
  expect(readSecret(source(undefined), {})).toBeUndefined();
});

test('a file that is empty or not there is a mistake, told without what is in it', () => {
  expect(() => readSecret(source(fileWith(' \n')), {})).toThrow(/--x-file .* is empty/);
  expect(() => readSecret(source(join(folder, 'no')), {})).toThrow(/cannot be read: ENOENT/);
});

test('flags become what the management API takes', () => {
  const args = {
    'client-id': 'x',
    'private-key-file': fileWith('key'),
    'app-ids': 'a,b',
    endpoints: 'issuer=https://a.example  token_endpoint=https://a.example/t?x=y',
  };
  expect(readProviderInput(args, { SELVAGE_OAUTH_CLIENT_SECRET: 's' })).toMatchObject({
    client_id: 'x',
    client_secret: 's',
    private_key: 'key',
    app_ids: ['a', 'b'],
    endpoints: { issuer: 'https://a.example', token_endpoint: 'https://a.example/t?x=y' },
  });
  expect(() => readProviderInput({ endpoints: 'token=https://a.example' }, {})).toThrow(
    /NAME=URL; names are issuer/,
  );
});
