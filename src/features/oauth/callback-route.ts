import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageAudit } from '../audit/audit-rule.ts';
import { apiError } from '../catalogue.ts';
import { CALLBACK_PATH } from './callback-url.ts';
import { acceptForms, formOf } from './form-body.ts';
import { withEnvironment } from './fresh-environment.ts';
import { queryOf, readParameters } from './parameters.ts';
import type { OAuthRouteServices } from './start-route.ts';

/** Where providers send the browser back to, by a redirect or, as Apple does, by a form. */
export function registerOAuthCallback(
  app: FastifyInstance,
  { environments, oauth, oauthCookies }: OAuthRouteServices,
): void {
  async function finish(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { callback_id } = request.params as { callback_id: string };
    const text = request.method === 'POST' ? formOf(request.body) : queryOf(request.url);
    const params = readParameters(text);
    const state = params?.['state'];
    const find = async () => {
      const environment = await environments.byOAuthCallbackId(callback_id);
      if (!environment) throw apiError('invalid_callback_id');
      return environment;
    };
    const target = await withEnvironment(request, find, async (environment) => {
      if (!params || state === undefined) throw apiError('oauth_invalid_callback_request');
      const browserSecret = oauthCookies.read(request.headers.cookie, state);
      return oauth.finish(environment, { params, state, browserSecret });
    });
    return (
      reply
        .headers({
          'set-cookie': oauthCookies.clear(state ?? ''),
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        })
        // 303: the app is to be read, whatever the provider came back with.
        .redirect(target, request.method === 'POST' ? 303 : 302)
    );
  }

  app.register(async (scope) => {
    acceptForms(scope);
    scope.route({
      method: ['GET', 'POST'],
      url: `${CALLBACK_PATH}/:callback_id`,
      config: { operationId: 'oauth.callback', audit: pageAudit('oauth.callback') },
      handler: finish,
    });
  });
}
