import { expect } from 'vitest';
import { type Browser, createBrowser, type Page } from './browser.ts';
import type { Answer, TestApp } from './test-app.ts';

export const PUBLIC_URL = 'http://localhost:7700';

/** Who is chosen on the page of the stand-in; `email_verified` is true where nothing is said. */
export type Chosen = Record<string, string>;

export const newBrowser = (app: TestApp): Browser =>
  createBrowser(app.app, app.config.publicUrl ?? PUBLIC_URL);

/** The address that an application sends its user to. */
export const startUrl = (
  app: TestApp,
  provider: string,
  parameters: Record<string, string> = {},
): string => {
  const query = new URLSearchParams({ public_token: app.test.public_token, ...parameters });
  return `/v1/public/oauth/${provider}/start?${query}`;
};

/** Begins a login: the address of the provider. */
export async function startLogin(
  app: TestApp,
  browser: Browser,
  provider: string,
  parameters: Record<string, string> = {},
): Promise<URL> {
  const page = await browser.visit(startUrl(app, provider, parameters));
  expect(page, page.text).toMatchObject({ status: 302 });
  return new URL(page.location ?? '');
}

/** Sends the form of the stand-in: the address of our callback. */
export async function choose(browser: Browser, provider: URL, chosen: Chosen): Promise<URL> {
  const form = { action: 'login', email_verified: 'true', ...chosen };
  const page = await browser.visit(provider.href, { form });
  expect(page, page.text).toMatchObject({ status: 303 });
  return new URL(page.location ?? '');
}

/** Sends the form of the stand-in and goes back to us in whatever way it says. */
export async function comeBack(browser: Browser, provider: URL, chosen: Chosen): Promise<Page> {
  const byForm = provider.searchParams.get('response_mode') === 'form_post';
  if (!byForm) return browser.visit((await choose(browser, provider, chosen)).href);
  const form = { action: 'login', email_verified: 'true', ...chosen };
  return sendForm(browser, await browser.visit(provider.href, { form }));
}

/** Presses the button of a page whose only form is an answer of the stand-in. */
export async function sendForm(
  browser: Browser,
  page: Page,
  { crossSite = false } = {},
): Promise<Page> {
  expect(page, page.text).toMatchObject({ status: 200 });
  const fields = [...page.text.matchAll(/name="(\w+)" value="([^"]*)"/g)];
  const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const form = Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
  return browser.visit(action, { form, crossSite });
}

/** From the start to what the callback answers. */
export async function goThrough(
  app: TestApp,
  provider: string,
  chosen: Chosen,
  parameters: Record<string, string> = {},
  browser: Browser = newBrowser(app),
): Promise<Page> {
  return comeBack(browser, await startLogin(app, browser, provider, parameters), chosen);
}

/** The app's URL that a login ends at. */
export async function loggedInUrl(...login: Parameters<typeof goThrough>): Promise<URL> {
  const page = await goThrough(...login);
  // 303 after a form.
  expect([302, 303], page.text).toContain(page.status);
  return new URL(page.location ?? '');
}

/** The token that the app gets. */
export async function oauthToken(...login: Parameters<typeof goThrough>): Promise<string> {
  return (await loggedInUrl(...login)).searchParams.get('token') ?? '';
}

export const authenticateOAuth = (
  app: TestApp,
  token: string,
  extra: object = {},
): Promise<Answer> => app.call('POST', '/v1/oauth/authenticate', { token, ...extra });

/** A whole login with a session: what oauth/authenticate answered. */
export async function oauthLogin(...login: Parameters<typeof goThrough>): Promise<Answer['body']> {
  const [app] = login;
  const token = await oauthToken(...login);
  const answer = await authenticateOAuth(app, token, { session_duration_minutes: 60 });
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body;
}
