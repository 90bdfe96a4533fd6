import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../config/load-config.ts';
import { prepareDatabase } from '../../main.ts';
import { silentLogger } from '../../platform/log.ts';
import { oauthProvidersPath } from '../../testing/oauth/oidc-login.ts';
import { newBrowser, startUrl } from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => app.close());

/** What happens at the next start with this seed. */
async function restart(...providers: string[]): Promise<void> {
  const file = join(app.storage.dataDir, 'seed.yaml');
  const lines = [
    'projects:',
    '  - slug: my-project',
    '    environments:',
    '      - type: TEST',
    '        oauth_providers:',
    ...providers.map((one) => `          - { ${one} }`),
  ];
  writeFileSync(file, lines.join('\n'));
  const { dataDir, url } = app.storage;
  const config = loadConfig({
    SELVAGE_DATA_DIR: dataDir,
    SELVAGE_SEED: file,
    ...(url !== undefined && { SELVAGE_DATABASE_URL: url }),
  });
  await prepareDatabase(config, silentLogger());
}

const entered = async (provider: string) =>
  (await app.callManagement('GET', `${oauthProvidersPath()}/${provider}`)).body;
const secretOf = async () => {
  const environment = await app.services.environments.fresh(app.test.project_id.slice(-36));
  const settings =
    environment && (await app.services.oauthProviders.settingsOf(environment, 'github'));
  return settings?.secret;
};

describe('OAuth providers of a seed file', () => {
  test('are entered, changed when the file changes, and undone where somebody changed them', async () => {
    await restart('provider: github, client_id: Ov23one, client_secret: first');
    const made = (await entered('github')).oauth_provider;
    expect(made).toMatchObject({ client_id: 'Ov23one', has_secret: true });
    expect(await secretOf()).toBe('first');
    const page = await newBrowser(app).visit(startUrl(app, 'github'));
    expect(page.location).toMatch(/^https:\/\/github\.com\/.*Ov23one/);

    await restart('provider: github, client_id: Ov23one, client_secret: first');
    expect((await entered('github')).oauth_provider).toEqual(made);

    const other = { client_id: 'Ov23other', client_secret: 'other' };
    await app.callManagement('PUT', `${oauthProvidersPath()}/github`, other);
    await restart('provider: github, client_id: Ov23two, client_secret: second');
    expect((await entered('github')).oauth_provider.client_id).toBe('Ov23two');
    expect(await secretOf()).toBe('second');
  });

  test('keep a secret that is left out, and stay where they are not listed', async () => {
    await restart('provider: github, client_id: Ov23one, client_secret: kept');
    await restart('provider: github, client_id: Ov23two');
    expect(await secretOf()).toBe('kept');
    await restart('provider: google, client_id: x, client_secret: s');
    expect((await entered('github')).oauth_provider.client_id).toBe('Ov23two');
  });

  test('take secrets from the environment, and want them there', async () => {
    vi.stubEnv('SHOP_GITHUB_SECRET', 'from-the-environment');
    await restart('provider: github, client_id: Ov23env, client_secret_env: SHOP_GITHUB_SECRET');
    expect(await secretOf()).toBe('from-the-environment');
    vi.unstubAllEnvs();
    await expect(
      restart('provider: github, client_id: Ov23x, client_secret_env: SHOP_GITHUB_SECRET'),
    ).rejects.toThrow(
      /seed\.yaml:6:13 projects\[0\]\.environments\[0\]\.oauth_providers\[0\]: client_secret_env names .*SHOP_GITHUB_SECRET, which is not set/,
    );
    expect((await entered('github')).oauth_provider.client_id).toBe('Ov23env');
  });

  test('that lack a secret stop the start, and change nothing', async () => {
    await app.callManagement('DELETE', `${oauthProvidersPath()}/slack`);
    await expect(
      restart('provider: figma, client_id: x, client_secret: s', 'provider: slack, client_id: x'),
    ).rejects.toThrow(/oauth_providers\[1\]: client_secret is missing/);
    expect(await entered('figma')).toMatchObject({ error_type: 'oauth_config_not_found' });
  });
});
