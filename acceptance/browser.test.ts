import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppServer, startAppServer } from './lib/app-server.ts';
import { launchBrowser } from './lib/browser.ts';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { managementApi, registerRedirectUrl } from './lib/management.ts';

const TIMEOUT_MS = 300_000;

let durable: DurableServer;
let app: AppServer;
let browser: Browser | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
  if (browser === undefined) return;
  app = await startAppServer();
  durable = await startDurable({ engine: 'embedded' });
  const { server, credentials } = durable;
  const management = managementApi(server.baseUrl, credentials);
  await registerRedirectUrl(management, credentials.test.project_id, app.url);
}, TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  await durable?.stop();
  await app?.stop();
}, TIMEOUT_MS);

interface Mail {
  link: string;
  token: string;
}

/** Has a login link sent and gives what the reader of the mail holds in hands. */
async function mailLink(email: string): Promise<Mail> {
  const sent = await durable.test.post('/v1/magic_links/email/login_or_create', {
    email,
    login_magic_link_url: app.url,
    signup_magic_link_url: app.url,
  });
  expect(sent.status).toBe(200);
  const inbox = await durable.test.get<{ messages: Mail[] }>(
    `/selvage/v1/messages?to=${encodeURIComponent(email)}`,
  );
  return inbox.body.messages[0] as Mail;
}

/** A page of a browser of its own, and everything that it complained about. */
async function openPage(
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[]; hosts: Set<string>; close(): Promise<void> }> {
  const context = await (browser as Browser).newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  return { page, complaints, hosts, close: () => context.close() };
}

const expectedVisit = (kind: string, token: string): string =>
  `/callback?a=1&stytch_redirect_type=${kind}&stytch_token_type=magic_links&token=${encodeURIComponent(token)}`;

/** The app behind the redirect does its part. */
async function authenticate(visit: string): Promise<number> {
  const token = new URL(visit, app.url).searchParams.get('token');
  const proof = { token, session_duration_minutes: 60 };
  return (await durable.test.post('/v1/magic_links/authenticate', proof)).status;
}

describe('the link of a mail, in a real browser', () => {
  test(
    'forwards to the app with exactly the documented parameters, after scanners had a look',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { link, token } = await mailLink('browser@example.com');
      for (const method of ['HEAD', 'GET', 'GET', 'HEAD']) {
        const looked = await fetch(link, { method, headers: { 'user-agent': 'SafeLinks' } });
        expect(looked.status).toBe(200);
        await looked.arrayBuffer();
      }
      expect(app.visits).toEqual([]);

      const { page, complaints, close } = await openPage();
      await page.goto(link);
      const visit = await app.nextVisit();
      expect(visit).toBe(expectedVisit('signup', token));
      await page.waitForURL(new URL(visit, app.url).href);
      expect(complaints).toEqual([]);
      // Back must not come here again: the page replaced itself.
      await page.goBack();
      expect(page.url()).toBe('about:blank');
      await close();
      // The address of the page holds the token too, so the app must not be told it.
      expect(app.referrers).toEqual([]);
      expect(await authenticate(visit)).toBe(200);
      expect(await authenticate(visit)).toBe(401);
    },
    TIMEOUT_MS,
  );

  test(
    'works by its button where scripts are switched off',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { link, token } = await mailLink('no-script@example.com');
      const before = app.visits.length;
      const { page, complaints, close } = await openPage({ javaScriptEnabled: false });
      await page.goto(link);
      const buttons = page.getByRole('link');
      expect(await buttons.count()).toBe(1);
      expect(app.visits.length).toBe(before);
      await buttons.click();
      const visit = await app.nextVisit();
      expect(visit).toBe(expectedVisit('signup', token));
      expect(complaints).toEqual([]);
      expect(app.referrers).toEqual([]);
      await close();
      expect(await authenticate(visit)).toBe(200);
    },
    TIMEOUT_MS,
  );

  test(
    'that nobody was sent says so and leads nowhere',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { link, token } = await mailLink('altered@example.com');
      const before = app.visits.length;
      const { page, complaints, close } = await openPage();
      const answer = await page.goto(link.replace(encodeURIComponent(token), 'AAAA'));
      expect(answer?.status()).toBe(404);
      expect(await page.getByRole('heading').count()).toBe(1);
      expect(await page.getByRole('link').count()).toBe(0);
      // The browser itself reports the status of the page.
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
      expect(app.visits.length).toBe(before);
      await close();
    },
    TIMEOUT_MS,
  );
});

describe('the API reference', () => {
  test(
    'shows the operations and fetches nothing from elsewhere',
    async ({ skip }) => {
      if (browser === undefined) return skip('no browser is installed');
      const { baseUrl } = durable.server;
      const { page, complaints, hosts, close } = await openPage();
      await page.goto(`${baseUrl}/docs`);
      await page.getByText('/v1/users').first().waitFor({ timeout: 120_000 });
      expect(await page.getByRole('heading', { name: 'Selvage' }).count()).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([new URL(baseUrl).host]);
      await close();
    },
    TIMEOUT_MS,
  );
});
