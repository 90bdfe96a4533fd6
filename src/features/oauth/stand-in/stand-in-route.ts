import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../../catalogue.ts';
import { appendRedirectParameters } from '../../magic-links/append-redirect-parameters.ts';
import { redirectPageCsp } from '../../magic-links/redirect-page.ts';
import type { Users } from '../../users/users.service.ts';
import { acceptForms, formOf } from '../form-body.ts';
import { queryOf, readParameters } from '../parameters.ts';
import { providers } from '../providers/index.ts';
import { type AuthorizationRequest, readRequest } from './authorization-request.ts';
import { formTargets } from './form-targets.ts';
import { type Issuer, STAND_IN_PATH } from './issuer.ts';
import { knownPersons } from './known-persons.ts';
import { formPostPage, personPage, refusalPage } from './page.ts';
import { readPerson } from './person.ts';
import type { StandInProvider } from './stand-in.ts';

/** The page and the endpoints of the stand-in. Outside TEST environments there are none. */
export function registerStandIn(
  app: FastifyInstance,
  standIn: StandInProvider,
  users: Users,
): void {
  async function issuerOf(request: FastifyRequest): Promise<Issuer> {
    const { project_id, provider } = request.params as { project_id: string; provider: string };
    const issuer = await standIn.find(project_id, provider);
    if (!issuer) throw apiError('route_not_found');
    return issuer;
  }

  function sendPage(
    reply: FastifyReply,
    { environment }: Issuer,
    status: number,
    html: (nonce: string) => string,
  ): FastifyReply {
    const nonce = randomBytes(18).toString('base64');
    return reply
      .code(status)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': redirectPageCsp(nonce, formTargets(environment.redirectUrls)),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex, nofollow',
      })
      .send(html(nonce));
  }

  /** The answer to the client, as RFC 6749 section 4.1.2 and RFC 9207 have it. */
  function answerClient(
    reply: FastifyReply,
    issuer: Issuer,
    { redirectUri, responseMode, state }: AuthorizationRequest,
    result: Record<string, string>,
  ): FastifyReply {
    const fields = { ...result, ...(state !== undefined && { state }), iss: issuer.issuer };
    if (responseMode === 'form_post') {
      return sendPage(reply, issuer, 200, (nonce) => formPostPage(nonce, redirectUri, fields));
    }
    return reply
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      .redirect(appendRedirectParameters(redirectUri, fields), 303);
  }

  async function choose(
    request: FastifyRequest,
    reply: FastifyReply,
    issuer: Issuer,
    wanted: AuthorizationRequest,
  ): Promise<FastifyReply> {
    const form = readParameters(formOf(request.body)) ?? {};
    const { action, error } = form;
    if (action === 'cancel') {
      return answerClient(reply, issuer, wanted, {
        error: 'access_denied',
        error_description: 'The person cancelled.',
      });
    }
    // For tests of what an app does when its provider is in trouble.
    if (action === 'fail') {
      return answerClient(reply, issuer, wanted, { error: error || 'server_error' });
    }
    const person = readPerson(form);
    if (!person) {
      return sendPage(reply, issuer, 400, (nonce) =>
        refusalPage(nonce, 'The form names neither an email nor an account id.'),
      );
    }
    const code = await standIn.issueCode(issuer, wanted, person);
    return answerClient(reply, issuer, wanted, { code });
  }

  async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const issuer = await issuerOf(request);
    const query = readParameters(queryOf(request.url));
    const read = readRequest(issuer, query ?? {});
    if (read.outcome === 'unanswerable') {
      return sendPage(reply, issuer, 400, (nonce) => refusalPage(nonce, read.description));
    }
    if (read.outcome === 'refused') {
      const { error, description } = read;
      return answerClient(reply, issuer, read.request, { error, error_description: description });
    }
    if (request.method === 'POST') return choose(request, reply, issuer, read.request);
    const known = await knownPersons(users, issuer);
    const { displayName } = providers[issuer.provider];
    const email = read.request.loginHint;
    return sendPage(reply, issuer, 200, (nonce) =>
      personPage({ nonce, providerName: displayName, known, email }),
    );
  }

  async function backChannel(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const answered = await standIn.answer(await issuerOf(request), {
      method: request.method,
      endpoint: (request.params as { '*': string })['*'],
      authorization: request.headers.authorization,
      form: readParameters(formOf(request.body)) ?? {},
    });
    if (!answered) throw apiError('route_not_found');
    return reply
      .code(answered.status)
      .headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
      .send(JSON.stringify(answered.body));
  }

  const base = `${STAND_IN_PATH}/:project_id/:provider`;
  const config = { operationId: 'oauth.stand_in' };
  app.register(async (scope) => {
    acceptForms(scope);
    scope.route({
      method: ['GET', 'POST'],
      url: `${base}/authorize`,
      config,
      handler: authorize,
    });
    scope.route({ method: ['GET', 'POST'], url: `${base}/*`, config, handler: backChannel });
  });
}
