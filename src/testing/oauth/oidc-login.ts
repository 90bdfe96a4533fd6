import { createBrowser, type Page } from '../browser.ts';
import { startUrl } from '../oauth-login.ts';
import type { TestApp } from '../test-app.ts';
import { CLIENT_ID, CLIENT_SECRET, type OpenIdServer } from './openid-server.ts';

export const oauthProvidersPath = (environment = 'test'): string =>
  `/pwa/v3/projects/my-project/environments/${environment}/oauth_providers`;

/** The generic entry of the TEST environment now leads to the server. */
export async function useOpenIdServer(
  app: TestApp,
  { issuer }: Pick<OpenIdServer, 'issuer'>,
  changes: object = {},
): Promise<void> {
  const body = { issuer, client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...changes };
  const answer = await app.callManagement('PUT', `${oauthProvidersPath()}/oidc`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

/** A browser that has been sent to the provider. */
export interface Away {
  browser: ReturnType<typeof createBrowser>;
  /** Where it was sent. */
  url: URL;
  /** The callback, with the answer that a provider by the book gives. */
  answer: URL;
}

export async function goAway(app: TestApp, provider = 'oidc'): Promise<Away> {
  const browser = createBrowser(app.app, app.config.publicUrl ?? 'http://localhost:7700');
  const page = await browser.visit(startUrl(app, provider));
  if (page.location === undefined) throw new Error(page.text);
  const url = new URL(page.location);
  const answer = new URL(url.searchParams.get('redirect_uri') ?? '');
  answer.searchParams.set('code', 'code-1');
  answer.searchParams.set('state', url.searchParams.get('state') ?? '');
  return { browser, url, answer };
}

/** A whole login: what the callback answers to the ID token that `forge` makes. */
export async function oidcLogin(
  app: TestApp,
  server: OpenIdServer,
  forge: () => Promise<string> = () => server.signer.sign(server.claims()),
): Promise<Page> {
  const { browser, url, answer } = await goAway(app);
  server.expect(url.searchParams.get('nonce'));
  server.handOut(await forge());
  return browser.visit(answer.href);
}
