import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppServer, startAppServer } from './lib/app-server.ts';
import { launchBrowser } from './lib/browser.ts';
import { type IdentityProvider, startIdentityProvider } from './lib/identity-provider.ts';

/** Our login and consent page in a real browser, without script and by keyboard alone. */

const TIMEOUT_MS = 180_000;

let provider: IdentityProvider;
let app: AppServer;
let browser: Browser | undefined;
let clientId: string;

beforeAll(async () => {
  browser = await launchBrowser();
  if (!browser) return;
  provider = await startIdentityProvider();
  app = await startAppServer();
  const fields = { client_type: 'third_party', client_name: 'Notes', redirect_urls: [app.url] };
  clientId = (await provider.makeApp(fields)).client_id;
}, TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await provider?.stop();
}, TIMEOUT_MS);

const startUrl = (): string => {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: app.url,
    response_type: 'code',
    scope: 'openid email',
    state: 's-1',
    prompt: 'consent',
  });
  return `${provider.issuer}/idp/${provider.credentials.test.project_id}/authorize?${query}`;
};

async function lastCode(): Promise<string> {
  const path = `/selvage/v1/messages?to=${encodeURIComponent(provider.email)}&limit=1`;
  const { body } = await provider.project.get<{ messages: Array<{ code: string }> }>(path);
  return body.messages[0]?.code ?? '';
}

/** A page of a browser of its own, and everything that it complained about. */
async function openPage(): Promise<{ page: Page; complaints: string[]; close(): Promise<void> }> {
  const context = await (browser as Browser).newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints, close: () => context.close() };
}

/** Puts the focus on a control as somebody does who has no mouse. */
async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.getByRole('button', { name, exact: true });
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  throw new Error(`The button ${name} cannot be reached by keyboard.`);
}

describe('the page for logins and consent, in Chromium without script', () => {
  test(
    'leads by keyboard from the app to the app, and nothing is blocked on the way',
    async () => {
      if (!browser) return;
      const { page, complaints, close } = await openPage();
      await page.goto(startUrl());
      await page.getByLabel('Email address').first().fill(provider.email);
      await tabTo(page, 'Email me a code');
      await page.keyboard.press('Enter');
      const code = page.getByLabel('Code');
      // The mail is sent by then.
      await code.waitFor();
      await code.fill(await lastCode());
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Allow Notes?' }).waitFor();
      await tabTo(page, 'Allow');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'The app' }).waitFor();
      const visit = new URL(await app.nextVisit(), app.url).searchParams;
      expect(visit.get('code')).toMatch(/^[\w-]{44}$/);
      expect(visit.get('state')).toBe('s-1');
      expect(visit.get('a')).toBe('1');
      expect(app.referrers).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT_MS,
  );

  test(
    'names every control, tells errors to screen readers, and fits a narrow screen',
    async () => {
      if (!browser) return;
      const { page, close } = await openPage();
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(startUrl());
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      expect(await page.title()).not.toBe('');
      const fields = page.locator('input:not([type=hidden])');
      for (const field of await fields.all()) {
        const id = await field.getAttribute('id');
        expect(await page.locator(`label[for="${id}"]`).count()).toBe(1);
      }
      await page.locator('#password-email').fill(provider.email);
      await page.locator('#password').fill('wrong');
      await page.getByRole('button', { name: 'Log in with password' }).click();
      await page.getByRole('alert').waitFor();
      const width = await page.locator('main').boundingBox();
      expect(width?.width).toBeLessThanOrEqual(320);
      await close();
    },
    TIMEOUT_MS,
  );
});
