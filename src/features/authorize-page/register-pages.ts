import type { FastifyInstance } from 'fastify';
import { pageAudit } from '../audit/audit-rule.ts';
import { AUTHORIZE_PATH, LOGOUT_PATH } from '../connected-apps/page-address.ts';
import { acceptForms } from '../oauth/form-body.ts';
import { type AuthorizeRouteDependencies, authorizeHandler } from './authorize-route.ts';
import { logoutHandler } from './logout-route.ts';
import type { PageDependencies, PageVisit } from './page-visit.ts';
import { pageVisits } from './page-visit.ts';

export type AuthorizePages = PageDependencies & AuthorizeRouteDependencies;

/** Login, consent and logout for projects whose application has no page for it. */
export function registerAuthorizePages(app: FastifyInstance, pages: AuthorizePages): void {
  const visiting = pageVisits(pages);
  const authorize = authorizeHandler(pages);
  const logout = logoutHandler(pages);
  /** The platform's own pages do both at one address (behaviour-platform 6.4). */
  const either = (visit: PageVisit) =>
    visit.query.values.has('post_logout_redirect_uri') ? logout(visit) : authorize(visit);
  app.register(async (scope) => {
    acceptForms(scope);
    const route = (url: string, operationId: string, handle: typeof either) =>
      scope.route({
        method: ['GET', 'POST'],
        url,
        config: { operationId, audit: pageAudit('authorize_page', 'acts') },
        handler: visiting(handle),
      });
    route(AUTHORIZE_PATH, 'authorize_page.authorize', either);
    route(LOGOUT_PATH, 'authorize_page.logout', logout);
  });
}
