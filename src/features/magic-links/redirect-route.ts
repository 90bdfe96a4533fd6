import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StaleEnvironment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { MagicLinks } from './magic-links.service.ts';
import { redirectErrorPage, redirectPage, redirectPageCsp } from './redirect-page.ts';

interface RedirectQuery {
  public_token?: unknown;
  token?: unknown;
  stytch_token_type?: unknown;
}

/**
 * The page that the links in mails open (behaviour-messaging-oauth 3.2). Looking at it uses
 * nothing up, so mail scanners cannot burn a token. The target was stored with the token and is
 * never taken from the query.
 */
export function registerRedirectPage(
  app: FastifyInstance,
  services: { environments: EnvironmentCache; magicLinks: MagicLinks },
): void {
  async function page(query: RedirectQuery, nonce: string, language: string) {
    const { public_token, token, stytch_token_type: tokenType } = query;
    const missing = { status: 404, html: redirectErrorPage({ nonce, locale: language }) };
    if (typeof public_token !== 'string' || typeof token !== 'string') return missing;
    const environment = await services.environments.byPublicToken(public_token);
    const visit = { token, tokenType, publicToken: public_token };
    const targetUrl = environment && (await services.magicLinks.redirectTarget(environment, visit));
    if (!environment || targetUrl === undefined) return missing;
    const html = redirectPage({
      targetUrl,
      nonce,
      locale: language,
      projectName: environment.projectName,
      // Browsers driven by a test forward too where tests run; elsewhere they wait for the button.
      allowAutomation: environment.type === 'TEST',
    });
    return { status: 200, html };
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const nonce = randomBytes(18).toString('base64');
    const language = String(request.headers['accept-language'] ?? '').split(',', 1)[0] ?? '';
    let result: { status: number; html: string };
    try {
      result = await page(request.query as RedirectQuery, nonce, language);
    } catch (error) {
      if (!(error instanceof StaleEnvironment)) throw error;
      result = await page(request.query as RedirectQuery, nonce, language);
    }
    return reply
      .code(result.status)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': redirectPageCsp(nonce),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex, nofollow',
      })
      .send(result.html);
  }

  app.route({
    method: ['GET', 'HEAD'],
    url: '/v1/magic_links/redirect',
    config: { operationId: 'magic_links.redirect' },
    handler: answer,
  });
}
