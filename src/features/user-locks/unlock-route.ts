import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageAudit } from '../audit/audit-rule.ts';
import { type AuditSubject, noteRefusal } from '../audit/audit-subject.ts';
import { redirectErrorPage, redirectPageCsp } from '../magic-links/redirect-page.ts';
import { type Environment, forRequest, StaleEnvironment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import { defaultLoginUrl } from './default-login-url.ts';
import { UNLOCK_PATH } from './mail-unlock-link.ts';
import { sourceOf, unlockPage } from './unlock-page.ts';
import type { UserLocks } from './user-locks.service.ts';

interface Visit {
  environment: Environment;
  token: string;
  loginUrl: string;
}

type Services = { environments: EnvironmentCache; userLocks: UserLocks };

/** Pages of our own: GET shows a button, POST unlocks and goes on to the app. */
export function registerUnlockPage(app: FastifyInstance, services: Services): void {
  async function visitOf(request: FastifyRequest): Promise<Visit | undefined> {
    const { public_token, token } = request.query as Record<string, unknown>;
    if (typeof public_token !== 'string' || typeof token !== 'string') return undefined;
    const environment = await services.environments.byPublicToken(public_token);
    if (!environment) return undefined;
    const subject: AuditSubject = {};
    Object.assign(request, { environment, subject });
    const loginUrl = defaultLoginUrl(environment);
    return loginUrl === undefined
      ? undefined
      : { environment: forRequest(environment, subject), token, loginUrl };
  }

  function send(reply: FastifyReply, status: number, csp: string, html: string): FastifyReply {
    return reply
      .code(status)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': csp,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex, nofollow',
      })
      .send(html);
  }

  const newNonce = () => randomBytes(18).toString('base64');
  const languageOf = (request: FastifyRequest) =>
    String(request.headers['accept-language'] ?? '').split(',', 1)[0] ?? '';

  /** It says nothing about whether the link is malformed, used, expired or never was. */
  function dead(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const nonce = newNonce();
    const html = redirectErrorPage({ nonce, locale: languageOf(request) });
    return send(reply, 404, redirectPageCsp(nonce), html);
  }

  async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visit = await visitOf(request);
    if (!visit || !(await services.userLocks.isLinkAlive(visit.environment, visit.token))) {
      return dead(request, reply);
    }
    const nonce = newNonce();
    const { projectName } = visit.environment;
    const html = unlockPage({ nonce, language: languageOf(request), projectName });
    const csp = redirectPageCsp(nonce, `'self' ${sourceOf(visit.loginUrl)}`.trim());
    return send(reply, 200, csp, html);
  }

  async function unlock(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visit = await visitOf(request);
    if (!visit || !(await services.userLocks.redeem(visit.environment, visit.token))) {
      noteRefusal(request.subject ?? undefined, 'unlock_link_not_found');
      return dead(request, reply);
    }
    return reply
      .code(303)
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      .redirect(visit.loginUrl, 303);
  }

  /** Where the environment changed under it, everything is decided again. */
  const again =
    (handle: typeof show) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        return await handle(request, reply);
      } catch (error) {
        if (!(error instanceof StaleEnvironment)) throw error;
        return handle(request, reply);
      }
    };

  const config = { operationId: 'user_locks.unlock' };
  const audited = { ...config, audit: pageAudit('user_locks.unlock') };
  app.route({ method: ['GET', 'HEAD'], url: UNLOCK_PATH, config, handler: again(show) });
  app.route({ method: 'POST', url: UNLOCK_PATH, config: audited, handler: again(unlock) });
}
