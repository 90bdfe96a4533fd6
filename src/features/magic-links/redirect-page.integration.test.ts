import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

type Query = Record<string, string>;
const visit = (query: Query, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  app.app.inject({ method, url: `/v1/magic_links/redirect?${new URLSearchParams(query)}` });
const linkOf = (token: string): Query => ({
  public_token: app.test.public_token,
  stytch_token_type: 'magic_links',
  token,
});
const useLink = (token: string) => app.call('POST', '/v1/magic_links/authenticate', { token });

describe('the page behind a mailed link', () => {
  test('leads to the stored URL with the parameters of the SDKs, whatever the query says', async () => {
    const token = await mailedToken(app, 'page@example.com');
    const evil = { redirect_url: 'https://evil.example', stytch_redirect_type: 'reset_password' };
    const page = await visit({ ...linkOf(token), ...evil });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('evil.example');
    const target = `http://localhost:3000/authenticate?stytch_redirect_type=signup&amp;stytch_token_type=magic_links&amp;token=${token}`;
    expect(page.body).toContain(`href="${target}"`);
  });

  test('is neither stored, framed, indexed nor named to others', async () => {
    const page = await visit(linkOf(await mailedToken(app, 'headers@example.com')));
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    expect(page.body).toContain(`<script nonce="${nonce}">`);
    const other = await visit(linkOf(await mailedToken(app, 'headers@example.com')));
    expect(String(other.headers['content-security-policy'])).not.toContain(`${nonce}`);
  });

  test('uses nothing up, however often it is fetched', async () => {
    const token = await mailedToken(app, 'scanned@example.com');
    for (let n = 0; n < 5; n += 1) await visit(linkOf(token));
    const head = await visit(linkOf(token), 'HEAD');
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect((await useLink(token)).status).toBe(200);
  });

  test('still leads on with a used or expired link, so that the app hears of it', async () => {
    const token = await mailedToken(app, 'used@example.com');
    await useLink(token);
    expect((await visit(linkOf(token))).statusCode).toBe(200);
    await later(app, 8 * 86_400, async () => {
      expect((await visit(linkOf(token))).statusCode).toBe(200);
    });
  });

  test('knows no token but those of its own environment', async () => {
    const token = await mailedToken(app, 'env@example.com');
    const pages = [
      await visit({ public_token: app.live.public_token, token }),
      await visit({ public_token: app.test.public_token, token: 'x'.repeat(44) }),
      await visit({ public_token: app.test.public_token, token: '' }),
      await visit({ public_token: 'public-token-test-x', token }),
      await visit({ token }),
      await visit({ public_token: app.test.public_token }),
      await visit({}),
      await app.app.inject(
        `/v1/magic_links/redirect?token=${token}&token=${token}&public_token=${app.test.public_token}`,
      ),
    ];
    const unknown = pages[1]?.body.replace(/nonce="[^"]+"/g, '');
    for (const page of pages) {
      expect(page.statusCode).toBe(404);
      // One page for all: it does not tell a known token from an unknown one.
      expect(page.body.replace(/nonce="[^"]+"/g, '')).toBe(unknown);
      expect(page.body).not.toContain(token);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    }
  });

  test('answers nothing but GET and HEAD', async () => {
    const token = await mailedToken(app, 'post@example.com');
    const page = await visit(linkOf(token), 'POST');
    expect(page.statusCode).toBeGreaterThanOrEqual(404);
    expect((await useLink(token)).status).toBe(200);
  });

  test('is written in the reader’s language', async () => {
    const token = await mailedToken(app, 'language@example.com');
    const page = await app.app.inject({
      url: `/v1/magic_links/redirect?${new URLSearchParams(linkOf(token))}`,
      headers: { 'accept-language': 'fr-CA,fr;q=0.9,en;q=0.1' },
    });
    expect(page.body).toContain('<html lang="fr"');
  });
});
