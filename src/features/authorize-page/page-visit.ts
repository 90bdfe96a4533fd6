import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../platform/errors/api-error.ts';
import { noteRefusal } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import { hasOwnPage } from '../connected-apps/page-address.ts';
import { readProjectId } from '../ids.ts';
import { formOf } from '../oauth/form-body.ts';
import { withEnvironment } from '../oauth/fresh-environment.ts';
import { queryOf, readParameters } from '../oauth/parameters.ts';
import type { Environment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { LiveSession, Sessions } from '../sessions/sessions.service.ts';
import type { FormTokens } from './form-tokens.ts';
import type { FormAddress } from './login-page.ts';
import type { PageCookies } from './page-cookies.ts';
import { refusalPage, sendAway, sendPage } from './page-frame.ts';
import { type PageQuery, readQuery } from './page-request.ts';

/** One request of a browser to one of our pages. */
export interface PageVisit {
  environment: Environment;
  query: PageQuery;
  /** What this browser is known by. */
  browser: string;
  /** The session it has here, with its token; undefined where nobody is logged in. */
  live: LiveSession | undefined;
  /** Of a form that was sent; empty for a visit, and where it is not a form of ours. */
  fields: Record<string, string>;
  /** A form was sent that is not, or no longer, one of this browser for this request. */
  forged: boolean;
  /** Where forms of the page go. */
  at: FormAddress;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface PageDependencies {
  environments: EnvironmentCache;
  sessions: Sessions;
  cookies: PageCookies;
  tokens: FormTokens;
}

type Handler = (visit: PageVisit) => Promise<FastifyReply>;

/**
 * A client may send its request as a form too (OpenID Connect Core 3.1.2.1): it goes on as a link
 * would, since cookies do not come along with a form of another site.
 */
export function asLink({ request, reply, query, at, forged }: PageVisit): FastifyReply | undefined {
  if (!forged || query.canonical !== '') return undefined;
  const { canonical } = readQuery(formOf(request.body));
  return sendAway(reply, `${at.action}${canonical}`);
}

/** Undefined for what no form of ours sends: a name twice, or NUL, which is no text. */
function readFields(body: unknown): Record<string, string> | undefined {
  const text = formOf(body);
  return text.includes('%00') ? undefined : readParameters(text);
}

/** The session of the cookie, as far as it is still one. */
async function sessionOf(
  sessions: Sessions,
  environment: Environment,
  token: string | undefined,
): Promise<LiveSession | undefined> {
  if (token === undefined) return undefined;
  try {
    return await sessions.load(environment, { session_token: token });
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return undefined;
    throw error;
  }
}

/** Reads what every page needs, and turns refusals into a page. */
export function pageVisits(dependencies: PageDependencies) {
  const { environments, sessions, cookies, tokens } = dependencies;

  async function environmentOf(request: FastifyRequest): Promise<Environment> {
    const { project_id } = request.params as { project_id: string };
    const uuid = readProjectId(project_id);
    const environment = uuid === undefined ? undefined : await environments.fresh(uuid);
    if (environment?.projectId !== project_id || !hasOwnPage(environment)) {
      throw apiError('route_not_found');
    }
    return environment;
  }

  function browserOf(reply: FastifyReply, known: string | undefined): string {
    if (known !== undefined) return known;
    const { value, cookie } = cookies.newBrowser();
    reply.header('set-cookie', cookie);
    return value;
  }

  async function read(
    environment: Environment,
    request: FastifyRequest,
    reply: FastifyReply,
    query: PageQuery,
  ): Promise<PageVisit> {
    const known = cookies.read(environment, request.headers.cookie);
    const browser = browserOf(reply, known.browser);
    const live = await sessionOf(sessions, environment, known.session);
    const place = { environment, browser, session: live?.token, query: query.canonical };
    const sent = request.method === 'POST' ? readFields(request.body) : undefined;
    const { form, ...fields } = sent ?? {};
    const genuine = form !== undefined && tokens.check(place, form);
    const path = request.url.split('?', 1)[0] ?? '';
    return {
      environment,
      query,
      browser,
      live,
      fields: genuine ? fields : {},
      forged: request.method === 'POST' && !genuine,
      at: { action: `${path}?${query.canonical}`, token: tokens.make(place) },
      request,
      reply,
    };
  }

  /** Runs a page; where its environment changed meanwhile, all is decided again. */
  return (handle: Handler) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        return await withEnvironment(
          request,
          () => environmentOf(request),
          async (environment) =>
            handle(await read(environment, request, reply, readQuery(queryOf(request.url)))),
        );
      } catch (error) {
        // Whoever is here is a person: no JSON, and nothing that only a developer understands.
        if (!(error instanceof ApiError) || error.status >= 500) throw error;
        request.errorType = error.type;
        noteRefusal(request.subject ?? undefined, error.type);
        return sendPage(reply, refusalPage(error.message, error.status));
      }
    };
}
