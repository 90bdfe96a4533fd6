import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../scripts/lib/chromium.mjs';
import { type AppServer, startAppServer } from './lib/app-server.ts';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { environmentPath, managementApi, registerRedirectUrl } from './lib/management.ts';
import { type OpenIdProvider, startOpenIdProvider } from './lib/openid-provider.ts';
import { missing } from './lib/toolchain.ts';

const TIMEOUT_MS = 300_000;

let durable: DurableServer;
let app: AppServer;
let provider: OpenIdProvider;
let browser: Browser | undefined;
/** Deletes what is entered for a provider. */
let forget: (name: string) => Promise<unknown>;

beforeAll(async () => {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    missing('Chromium', 'No browser is installed.');
    return;
  }
  app = await startAppServer();
  // The provider of this test is on this machine, where no real one is.
  const settings = { SELVAGE_ALLOW_PRIVATE_OUTGOING: 'true' };
  durable = await startDurable({ engine: 'embedded', settings });
  const { server, credentials } = durable;
  const management = managementApi(server.baseUrl, credentials);
  await registerRedirectUrl(management, credentials.test.project_id, app.url);
  const path = await environmentPath(management, credentials.test.project_id);
  const { body } = await management.get<{ environment: { oauth_callback_id: string } }>(path);
  const callback = `/v1/oauth/callback/${body.environment.oauth_callback_id}`;
  provider = await startOpenIdProvider([`${credentials.base_url}${callback}`]);
  forget = (name) => management.delete(`${path}/oauth_providers/${name}`);
  const { clientId: client_id, clientSecret: client_secret, appleLike, endpoints } = provider;
  const entered = {
    google: { client_id, client_secret },
    microsoft: { client_id, client_secret },
    apple: appleLike,
    oidc: { client_id, client_secret, issuer: provider.issuer },
  };
  for (const [name, settings] of Object.entries(entered)) {
    const own = name === 'oidc' ? settings : { ...settings, endpoints };
    const answer = await management.put(`${path}/oauth_providers/${name}`, own);
    if (answer.status !== 200) throw new Error(`Not set: ${JSON.stringify(answer.body)}`);
  }
  browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}, TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  await provider?.stop();
  await durable?.stop();
  await app?.stop();
}, TIMEOUT_MS);

interface Login {
  status_code: number;
  error_type?: string;
  provider_type: string;
  provider_subject: string;
  provider_values: { access_token: string; id_token: string; scopes: string[] };
  user_session: { authentication_factors: Array<Record<string, unknown>> };
  user: {
    name: { first_name: string; last_name: string };
    emails: Array<{ email: string; verified: boolean }>;
    providers: Array<{ profile_picture_url: string; locale: string }>;
  };
}

/** A page of a browser of its own, and everything that it complained about. */
async function openPage(
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[]; close(): Promise<void> }> {
  const context = await (browser as Browser).newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints, close: () => context.close() };
}

/** What the button of an application points at. */
function startUrl(name: string, parameters: Record<string, string> = {}): string {
  const { server, credentials } = durable;
  const query = new URLSearchParams({
    public_token: credentials.test.public_token,
    login_redirect_url: app.url,
    signup_redirect_url: app.url,
    ...parameters,
  });
  return `${server.baseUrl}/v1/public/oauth/${name}/start?${query}`;
}

/** Logs in at the provider as anybody does. */
async function logInAtProvider(page: Page, login: string): Promise<void> {
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', 'any');
  await page.click('button[type=submit]');
  // It asks for consent.
  await page.waitForSelector('input[name=prompt][value=consent]', { state: 'attached' });
  await page.click('button[type=submit]');
}

/** The app behind the redirect does its part. */
async function finish(): Promise<{ type: string | null; login: Login }> {
  const visit = new URL(await app.nextVisit(), app.url);
  expect(visit.searchParams.get('stytch_token_type')).toBe('oauth');
  const { body } = await durable.test.post<Login>('/v1/oauth/authenticate', {
    token: visit.searchParams.get('token'),
    session_duration_minutes: 60,
  });
  expect(body.status_code, JSON.stringify(body)).toBe(200);
  return { type: visit.searchParams.get('stytch_redirect_type'), login: body };
}

describe('a login through a real OpenID provider, in a real browser', () => {
  test(
    'as Google: the address is proven, and the same account finds its user again',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      for (const type of ['signup', 'login']) {
        const { page, close } = await openPage();
        await page.goto(startUrl('google'));
        expect(page.url().startsWith(provider.issuer)).toBe(true);
        await logInAtProvider(page, 'ada@example.com');
        const finished = await finish();
        await close();
        expect(finished.type).toBe(type);
        expect(finished.login).toMatchObject({
          provider_type: 'Google',
          provider_subject: 'ada@example.com',
          user: {
            name: { first_name: 'Ada', last_name: 'Lovelace' },
            emails: [{ email: 'ada@example.com', verified: true }],
            providers: [{ profile_picture_url: 'https://img.example/ada.png', locale: 'en-GB' }],
          },
          user_session: {
            authentication_factors: [{ type: 'oauth', delivery_method: 'oauth_google' }],
          },
        });
        expect(finished.login.provider_values.id_token.split('.')).toHaveLength(3);
        expect(finished.login.provider_values.access_token).not.toBe('');
        expect(finished.login.provider_values.scopes).toContain('openid');
      }
      // The address of the page holds the token, so the app must not be told one of ours.
      expect(app.referrers).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'as Microsoft: whatever it says of addresses, the user has none',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { page, close } = await openPage();
      await page.goto(startUrl('microsoft'));
      await logInAtProvider(page, 'ada@example.com');
      const { type, login } = await finish();
      await close();
      // Not the user of the same address who logged in as with Google.
      expect(type).toBe('signup');
      expect(login).toMatchObject({ provider_type: 'Microsoft', user: { emails: [] } });
    },
    TIMEOUT_MS,
  );

  test(
    'as Apple: it comes back by a form, to a client that signs its own secrets',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { page, close } = await openPage();
      const posts: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
      });
      // Apple implies it.
      await page.goto(startUrl('apple', { custom_scopes: 'openid' }));
      await logInAtProvider(page, 'barbara@example.com');
      const { type, login } = await finish();
      expect(posts.at(-1)).toMatch(/^\/v1\/oauth\/callback\//);
      await close();
      expect(type).toBe('signup');
      expect(login).toMatchObject({
        provider_type: 'Apple',
        provider_subject: 'barbara@example.com',
        user: { emails: [{ email: 'barbara@example.com', verified: true }] },
      });
    },
    TIMEOUT_MS,
  );

  test(
    'as the generic OpenID provider: found by its issuer alone',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { page, close } = await openPage();
      await page.goto(startUrl('oidc'));
      await logInAtProvider(page, 'linus@example.com');
      const { login } = await finish();
      await close();
      expect(login).toMatchObject({
        provider_type: 'OIDC',
        user: { emails: [{ email: 'linus@example.com', verified: true }] },
        user_session: {
          authentication_factors: [{ type: 'sso', delivery_method: 'sso_oidc' }],
        },
      });
    },
    TIMEOUT_MS,
  );

  test(
    'an address that Google has not verified belongs to nobody',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { page, close } = await openPage();
      await page.goto(startUrl('google'));
      await logInAtProvider(page, 'unverified@example.com');
      const { login } = await finish();
      await close();
      expect(login.user.emails).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'that is cancelled ends with an error and logs nobody in',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const before = app.visits.length;
      const { page, close } = await openPage();
      await page.goto(startUrl('google'));
      await page.click('text=Cancel');
      await page.waitForURL(/\/v1\/oauth\/callback\//);
      const shown = await page.textContent('body');
      await close();
      expect(shown).toContain('oauth_flow_callback_error');
      expect(shown).toContain('access_denied');
      expect(app.visits).toHaveLength(before);
    },
    TIMEOUT_MS,
  );
});

describe('the stand-in for a provider without settings, in a real browser', () => {
  beforeAll(async () => {
    if (browser !== undefined) await forget('apple');
  });

  test(
    'lets a person type who logs in, and offers them the next time, without any script',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { page, complaints, close } = await openPage({ javaScriptEnabled: false });
      await page.goto(startUrl('github'));
      await page.fill('input[name=email]:visible', 'grace@example.com');
      await page.fill('input[name=given_name]:visible', 'Grace');
      await page.fill('input[name=family_name]:visible', 'Hopper');
      await page.click('text=Log in');
      const first = await finish();
      expect(first.type).toBe('signup');
      expect(first.login).toMatchObject({
        provider_type: 'Github',
        user: {
          name: { first_name: 'Grace' },
          emails: [{ email: 'grace@example.com', verified: true }],
        },
      });

      await page.goto(startUrl('github'));
      await page.click('text=Grace Hopper, grace@example.com');
      const second = await finish();
      expect(second.type).toBe('login');
      expect(second.login.provider_subject).toBe(first.login.provider_subject);
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT_MS,
  );

  test.each([true, false])(
    'comes back by a form as Apple does, scripts: %s',
    async (javaScriptEnabled) => {
      if (browser === undefined) return;
      const { page, complaints, close } = await openPage({ javaScriptEnabled });
      const posts: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
      });
      await page.goto(startUrl('apple'));
      await page.fill('input[name=email]:visible', `apple-${javaScriptEnabled}@example.com`);
      await page.click('text=Log in');
      if (!javaScriptEnabled) await page.click('text=Continue');
      const { login } = await finish();
      expect(login.provider_type).toBe('Apple');
      expect(posts.at(-1)).toMatch(/^\/v1\/oauth\/callback\//);
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT_MS,
  );

  test(
    'goes back when the person cancels',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { page, close } = await openPage();
      await page.goto(startUrl('github'));
      await page.click('text=Cancel');
      await page.waitForURL(/\/v1\/oauth\/callback\//);
      expect(await page.textContent('body')).toContain('oauth_flow_callback_error');
      await close();
    },
    TIMEOUT_MS,
  );
});
