import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../catalogue.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { FlowCookies } from './flow-cookie.ts';
import { withEnvironment } from './fresh-environment.ts';
import { otherLoopback } from './loopback.ts';
import type { OAuth } from './oauth.service.ts';
import { queryOf, readParameters } from './parameters.ts';

export interface OAuthRouteServices {
  environments: EnvironmentCache;
  oauth: OAuth;
  oauthCookies: FlowCookies;
}

const PROVIDER_PARAMETER = 'provider_';

/** `provider_prompt=consent` reaches the provider as `prompt=consent`. */
const providerParams = (parameters: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      name.startsWith(PROVIDER_PARAMETER) && name.length > PROVIDER_PARAMETER.length
        ? [[name.slice(PROVIDER_PARAMETER.length), value]]
        : [],
    ),
  );

/**
 * The address that an application sends its user's browser to. What is wrong is told there, as
 * JSON, and nobody is redirected: the redirect URLs may be what is wrong.
 */
export function registerOAuthStart(
  app: FastifyInstance,
  { environments, oauth, oauthCookies }: OAuthRouteServices,
  publicUrl: string,
): void {
  async function start(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { provider } = request.params as { provider: string };
    const elsewhere = otherLoopback(publicUrl, { host: request.host, url: request.url });
    if (elsewhere !== undefined) return reply.redirect(elsewhere, 302);
    const parameters = readParameters(queryOf(request.url));
    if (!parameters) throw apiError('bad_request');
    const { public_token } = parameters;
    if (!public_token) throw apiError('public_token_required');

    const find = async () => {
      const environment = await environments.byPublicToken(public_token);
      if (!environment) throw apiError('public_token_not_found');
      return environment;
    };
    const started = await withEnvironment(request, find, (environment) =>
      oauth.start(environment, {
        provider,
        login_redirect_url: parameters['login_redirect_url'],
        signup_redirect_url: parameters['signup_redirect_url'],
        custom_scopes: parameters['custom_scopes'],
        code_challenge: parameters['code_challenge'],
        oauth_attach_token: parameters['oauth_attach_token'],
        providerParams: providerParams(parameters),
      }),
    );
    return reply
      .headers({
        'set-cookie': oauthCookies.set(started.state, started.browserSecret, started.byForm),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
      .redirect(started.url, 302);
  }

  app.route({
    method: 'GET',
    url: '/v1/public/oauth/:provider/start',
    config: { operationId: 'oauth.start' },
    handler: start,
  });
}
