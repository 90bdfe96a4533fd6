import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandDef, defineCommand } from 'citty';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readLog } from '../testing/audit-log.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OpenIdServer,
  startOpenIdServer,
} from '../testing/oauth/openid-server.ts';
import { newBrowser, startUrl } from '../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { oauthProvidersCommand } from './oauth-providers.ts';
import { runCli } from './run.ts';

let app: TestApp;
let server: OpenIdServer;
beforeAll(async () => {
  app = await createTestApp();
  server = await startOpenIdServer();
});
afterEach(() => {
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const main = defineCommand({
  meta: { name: 'selvage', description: 'Main' },
  subCommands: { 'oauth-providers': oauthProvidersCommand },
}) as CommandDef;

/** What the command prints, on the database that the server of the test is serving from. */
async function cli(...argv: string[]): Promise<string> {
  const { dataDir, url } = app.storage;
  const storage = ['--data-dir', dataDir, ...(url === undefined ? [] : ['--database-url', url])];
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(text));
  try {
    const options = { version: '1', print: (text: string) => void printed.push(text) };
    await runCli(main, ['oauth-providers', ...argv, ...storage], options);
  } finally {
    log.mockRestore();
  }
  return printed.join('\n');
}

function secretFile(text: string): string {
  const file = join(app.storage.dataDir, 'provider-secret');
  writeFileSync(file, text);
  return file;
}

describe('selvage oauth-providers', () => {
  test('sets from a file, lists without secrets, and a running server knows at once', async () => {
    const file = secretFile('the-secret\n');
    const set = ['set', 'github', '--client-id', 'Ov23cli', '--client-secret-file', file];
    const shown = JSON.parse(await cli(...set));
    expect(shown).toMatchObject({ provider: 'github', client_id: 'Ov23cli', has_secret: true });
    expect(shown.redirect_uri).toMatch(/^http:\/\/localhost:7700\/v1\/oauth\/callback\//);
    const listed = await cli('list', '--environment', 'test');
    expect(JSON.parse(listed)).toEqual(shown);
    expect(listed).not.toContain('the-secret');
    const page = await newBrowser(app).visit(startUrl(app, 'github'));
    expect(page.location).toContain('client_id=Ov23cli');
    expect(await cli('delete', 'github')).toBe('github is deleted.');
    expect(await cli('list')).toBe('');
  });

  test('is in the audit log, without the secret', async () => {
    vi.stubEnv('SELVAGE_OAUTH_CLIENT_SECRET', 'the-secret');
    await cli('set', 'gitlab', '--client-id', 'lab');
    await cli('delete', 'gitlab');
    const [deleted, set] = await readLog(app);
    expect(set).toMatchObject({
      action: 'command.oauth_providers.set',
      actor: expect.stringMatching(/^command-line:/),
      details: { provider: 'gitlab' },
    });
    expect(deleted?.action).toBe('command.oauth_providers.delete');
    expect(JSON.stringify(set)).not.toContain('the-secret');
  });

  test('checks with the provider, and ends with 1 where a login cannot work', async () => {
    vi.stubEnv('SELVAGE_ALLOW_PRIVATE_OUTGOING', 'true');
    vi.stubEnv('SELVAGE_OAUTH_CLIENT_SECRET', CLIENT_SECRET);
    await cli('set', 'oidc', '--client-id', CLIENT_ID, '--issuer', server.issuer);
    expect(await cli('check', 'oidc')).toBe('Nothing is wrong.');
    expect(process.exitCode).toBeUndefined();
    vi.stubEnv('SELVAGE_OAUTH_CLIENT_SECRET', 'wrong');
    await cli('set', 'oidc', '--client-id', CLIENT_ID, '--issuer', server.issuer);
    expect(await cli('check', 'oidc')).toMatch(/^error: client_id or its secret is not accepted/);
    expect(process.exitCode).toBe(1);
  });

  test('tells what is wrong as one sentence', async () => {
    const file = secretFile('s');
    for (const [argv, message] of [
      [['set', 'myspace', '--client-id', 'x'], /^myspace is no provider/],
      [['set', 'github'], /client_id is missing.*client_secret is missing/],
      [['check', 'slack'], /^No OAuth config was found/],
      [['delete', 'slack'], /^No OAuth config was found/],
      [['list', '--project', 'nobody'], /could not be found/],
      // Secrets in arguments are there for everybody on the machine.
      [['set', 'github', '--client-secret', 's'], /unknown option --client-secret/],
      [
        ['set', 'github', '--client-id', 'x', '--client-secret-file', file, '--tenant', 'x'],
        /tenant is no setting of GitHub/,
      ],
    ] as const) {
      await expect(cli(...argv)).rejects.toThrow(message);
    }
  });

  test('explains itself', async () => {
    expect(await cli('set', '--help')).toContain('--client-secret-file');
    expect(await cli('set', '--help')).toContain('SELVAGE_OAUTH_CLIENT_SECRET');
  });
});
