import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import stytch from 'stytch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareClientWorld } from './lib/client-world.ts';
import { type Deployment, startEmbedded } from './lib/deployment.ts';
import { environmentPath, managementApi } from './lib/management.ts';
import { root } from './lib/run.ts';
import { missing, works } from './lib/toolchain.ts';

const run = promisify(execFile);
type Names = Record<string, unknown>;
type AsyncFunction = (...values: unknown[]) => Promise<Names>;

let deployment: Deployment;
let world: Names;
let client: stytch.Client;
let hasCurl: boolean;
beforeAll(async () => {
  deployment = await startEmbedded();
  world = JSON.parse(readFileSync(await prepareClientWorld(deployment), 'utf8')).trusted;
  const { base_url, test: keys } = deployment.credentials;
  const { project_id, secret } = keys;
  client = new stytch.Client({ project_id, secret, env: base_url });
  hasCurl = await works('curl', '--version');
  if (!hasCurl) missing('curl', 'The shell examples of the pages need it.');
});
afterAll(() => deployment?.stop());

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(join(root, 'docs', `${page}.md`), 'utf8');
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'));
  return [...found].map(([, code = '']) => code);
}

/**
 * Runs all JavaScript of a page as one program that knows `given`, and gives the values of `wanted`.
 * A block may name again what another has named.
 */
function runPage(page: string, given: Names, wanted: readonly string[]): Promise<Names> {
  const code = blocks(page, 'js')
    .join('\n')
    .replace(/^const /gm, 'var ');
  expect(code).not.toBe('');
  const Constructor = (async () => {}).constructor as new (...parts: string[]) => AsyncFunction;
  const body = `${code}\nreturn { ${wanted.join(', ')} };`;
  return new Constructor(...Object.keys(given), body)(...Object.values(given));
}

/** Runs the shell blocks of a page, each of which is one call that must be answered with 200. */
async function runShell(page: string, more: Names = {}): Promise<Names[]> {
  const { base_url, management, test: keys } = deployment.credentials;
  const answers: Names[] = [];
  if (!hasCurl) return answers;
  for (const block of blocks(page, 'sh')) {
    const env = {
      ...process.env,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
      BASE_URL: base_url,
      PROJECT_ID: keys.project_id,
      KEY_ID: management.key_id,
      KEY_SECRET: management.key_secret,
      ...(more as Record<string, string>),
    };
    const { stdout } = await run('sh', ['-c', block.replaceAll('curl ', 'curl -sS ')], { env });
    const answer = JSON.parse(stdout) as Names;
    expect(answer).toMatchObject({ status_code: 200 });
    answers.push(answer);
  }
  return answers;
}

async function login(changes: object = {}): Promise<Names> {
  const email = `${randomUUID()}@example.com`;
  const { user_id } = await client.users.create({ email, ...changes });
  const { token } = await client.magicLinks.create({ user_id });
  const { session_token, session_jwt } = await client.magicLinks.authenticate({
    token,
    session_duration_minutes: 60,
  });
  return { user_id, session_token, session_jwt };
}

test('docs/m2m.md', async () => {
  const wanted = ['scopes', 'expires_in', 'client_id', 'next'];
  const got = await runPage('m2m', { stytch: client }, wanted);
  expect(got['scopes']).toEqual(['read:invoices']);
  expect(got['expires_in']).toBe(3_600);
  const [token] = await runShell('m2m', {
    CLIENT_ID: got['client_id'],
    CLIENT_SECRET: got['next'],
  });
  if (hasCurl) expect(token).toMatchObject({ token_type: 'bearer' });
});

test('docs/rbac.md', async () => {
  await runShell('rbac');
  const session = await login({ roles: ['editor'] });
  const given = { stytch: client, ...session };
  const got = await runPage('rbac', given, ['verdict', 'session']);
  expect(got['verdict']).toEqual({ authorized: true, granting_roles: ['editor'] });
  expect(got['session']).toMatchObject({ user_id: session['user_id'] });
});

test('docs/jwt-templates.md', async () => {
  await runShell('jwt-templates');
  const session = await login({ trusted_metadata: { role: 'admin' } });
  const got = await runPage('jwt-templates', { stytch: client, ...session }, ['custom_claims']);
  if (hasCurl) expect(got['custom_claims']).toEqual({ role: 'admin' });
});

test('docs/trusted-tokens.md', async () => {
  const [made] = await runShell('trusted-tokens');
  const profile = { name: 'Company login', can_jit_provision: true };
  if (hasCurl) expect(made?.['profile']).toMatchObject(profile);
  // Nobody answers at the address of the page; another profile has a key that we hold.
  const { profile_id, token } = world;
  const got = await runPage('trusted-tokens', { stytch: client, profile_id, token }, [
    'user',
    'session_jwt',
  ]);
  expect(got['user']).toMatchObject({ emails: [{ email: world['email'] }] });
  const { session_jwt } = got as { session_jwt: string };
  expect(await client.sessions.authenticateJwtLocal({ session_jwt })).toBeTruthy();
});

test('the pages name the environment that a new server has', async () => {
  const { credentials } = deployment;
  const management = managementApi(credentials.base_url, credentials);
  const path = await environmentPath(management, credentials.test.project_id);
  expect(path).toBe('/pwa/v3/projects/my-project/environments/test');
});
