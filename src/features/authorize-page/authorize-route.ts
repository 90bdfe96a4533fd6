import type { FastifyReply } from 'fastify';
import { noteAct, noteDetail, noteRefusal, noteUser } from '../audit/audit-subject.ts';
import { type Refusal, refusals } from '../connected-apps/authorize-request.ts';
import { authenticatedAt, type Visit } from '../connected-apps/authorizing.ts';
import type { ConnectedApps } from '../connected-apps/connected-apps.service.ts';
import { authorizePageUrl } from '../connected-apps/page-address.ts';
import type { Limits } from '../limits/limits.service.ts';
import { maskRecipient } from '../messages/mask-recipient.ts';
import type { Environment } from '../projects/environment.ts';
import type { LiveSession, Sessions } from '../sessions/sessions.service.ts';
import { userWireId } from '../users/present-user.ts';
import { consentPage } from './consent-page.ts';
import { type LoggingIn, LoginFailed } from './logging-in.ts';
import { codePage, linkPage, linkSentPage, loginPage } from './login-page.ts';
import type { PageCookies } from './page-cookies.ts';
import { refusalPage, sendAway, sendPage } from './page-frame.ts';
import { afterLogin, type PageRequest, readRequest } from './page-request.ts';
import { asLink, type PageVisit } from './page-visit.ts';

export interface AuthorizeRouteDependencies {
  connectedApps: ConnectedApps;
  sessions: Sessions;
  limits: Limits;
  loggingIn: LoggingIn;
  cookies: PageCookies;
  /** The address of this server that the browser is at. */
  baseOf(environment: Environment, host: string): string;
}

/** What a form does, as the audit log calls it; going on to the app is noted where it happens. */
const acts: Readonly<Record<string, string>> = {
  'email-code': 'send_code',
  'email-link': 'send_link',
  code: 'login',
  link: 'login',
  password: 'login',
  deny: 'deny',
  switch: 'logout',
};

const CANNOT_READ = 'The link that led here is not complete. Go back to the app and try again.';
const FORGED = 'This form is no longer good. Try again.';

/** The page at which users log in and are asked. Forms need no script; each leads to a fresh visit. */
export function authorizeHandler(dependencies: AuthorizeRouteDependencies) {
  const { connectedApps, sessions, limits, loggingIn, cookies, baseOf } = dependencies;
  const { authorizing } = connectedApps;

  const leave = async (
    { environment, reply }: PageVisit,
    { authorize }: PageRequest,
    why: Refusal,
  ): Promise<FastifyReply> =>
    sendAway(reply, await authorizing.turnAway(environment, authorize, why));

  /** Whether the session that is there will do (OpenID Connect Core 3.1.2.1). */
  function goodEnough({ environment }: PageVisit, wanted: PageRequest, live: LiveSession): boolean {
    const { again, maxAge, idTokenHint } = wanted;
    if (again) return false;
    const age = environment.now() - authenticatedAt(live.session);
    if (maxAge !== undefined && age > maxAge * 1_000) return false;
    if (idTokenHint === undefined) return true;
    const hint = connectedApps.readIdTokenHint(environment, idTokenHint);
    return hint?.userId === userWireId(environment.kind, live.user.id);
  }

  /** A refusal that nobody asked for by a form is the answer to a look, as `prompt=none` is. */
  function noteOutcome({ environment, request }: PageVisit, refused: string | undefined): void {
    const { subject } = environment;
    if (refused === undefined) noteAct(subject, 'authorize');
    else if (request.method === 'POST') {
      noteAct(subject, 'authorize');
      noteRefusal(subject, refused);
    }
  }

  function show(
    visit: PageVisit,
    wanted: PageRequest,
    next: Visit,
    problem?: string,
  ): FastifyReply {
    const { reply, at, environment, query, fields } = visit;
    const leadsTo = wanted.authorize.redirect_uri;
    if (next.next === 'leave') {
      noteOutcome(visit, next.refused);
      return sendAway(reply, next.redirectUri);
    }
    if (next.next === 'consent') {
      const { client, user, scopeResults } = next;
      const resources = wanted.authorize.resources ?? [];
      const page = { at, client, user, scopeResults, resources, redirectUri: leadsTo };
      return sendPage(reply, consentPage(page));
    }
    const { client } = next;
    const token = query.values.get('token');
    if (token !== undefined && problem === undefined && fields['action'] === undefined) {
      return sendPage(reply, linkPage(at, token, client, leadsTo));
    }
    const email = fields['email'] ?? wanted.loginHint;
    const { projectName } = environment;
    return sendPage(reply, loginPage({ at, projectName, client, email, problem, leadsTo }));
  }

  /** Shows what comes next for whoever is there. */
  async function proceed(
    visit: PageVisit,
    wanted: PageRequest,
    { allowed = false, problem }: { allowed?: boolean; problem?: string } = {},
  ): Promise<FastifyReply> {
    const { environment, live } = visit;
    const usable = live && goodEnough(visit, wanted, live) ? live.token : undefined;
    const request = { ...wanted.authorize, consent_granted: allowed };
    return show(visit, wanted, await authorizing.visit(environment, request, usable), problem);
  }

  /** A new session, and the page anew; the old session of this browser ends. */
  async function loggedIn(visit: PageVisit, token: string): Promise<FastifyReply> {
    const { environment, reply, live, query } = visit;
    if (live) await sessions.revoke(environment, { session_token: live.token });
    reply.header('set-cookie', cookies.setSession(environment, token));
    const base = baseOf(environment, visit.request.host);
    return sendAway(reply, `${authorizePageUrl(base, environment)}?${afterLogin(query.canonical)}`);
  }

  async function sendLink(visit: PageVisit, email: string, leadsTo: string) {
    const { environment, query, browser, at, reply, request } = visit;
    const base = baseOf(environment, request.host);
    const page = `${authorizePageUrl(base, environment)}?${query.canonical}`;
    await loggingIn.sendLink(environment, email, page, browser);
    noteDetail(environment.subject, 'recipient', maskRecipient(email));
    return sendPage(reply, linkSentPage(at, email, leadsTo));
  }

  async function logOut(visit: PageVisit): Promise<FastifyReply> {
    const { environment, live, reply } = visit;
    if (live) noteUser(environment.subject, live.user.id);
    if (live) await sessions.revoke(environment, { session_token: live.token });
    reply.header('set-cookie', cookies.clearSession(environment));
    return sendAway(reply, visit.at.action);
  }

  async function act(visit: PageVisit, wanted: PageRequest): Promise<FastifyReply> {
    const { environment, fields, browser, at, reply } = visit;
    const { action, email = '', code = '', token = '', password = '' } = fields;
    const leadsTo = wanted.authorize.redirect_uri;
    const { subject } = environment;
    const act = acts[action ?? ''];
    if (act !== undefined) noteAct(subject, act);
    switch (action) {
      case 'email-code': {
        const methodId = await loggingIn.sendCode(environment, email, browser);
        noteDetail(subject, 'recipient', maskRecipient(email));
        return sendPage(reply, codePage({ at, email, methodId, leadsTo }));
      }
      case 'email-link':
        return sendLink(visit, email, leadsTo);
      case 'code':
        return loggedIn(
          visit,
          await loggingIn.byCode(environment, fields['method_id'] ?? '', code, browser),
        );
      case 'link':
        return loggedIn(visit, await loggingIn.byLink(environment, token, browser));
      case 'password':
        return loggedIn(visit, await loggingIn.byPassword(environment, email, password));
      case 'allow':
        return proceed(visit, wanted, { allowed: true });
      case 'deny':
        if (visit.live) noteUser(subject, visit.live.user.id);
        return leave(visit, wanted, refusals.denied);
      case 'switch':
        return logOut(visit);
      default:
        return proceed(visit, wanted);
    }
  }

  /** A login that failed is shown where it was tried; a wrong code may be typed in again. */
  function failed(visit: PageVisit, wanted: PageRequest, problem: string) {
    const { at, fields, reply } = visit;
    const { action, email = '', method_id: methodId } = fields;
    if (action !== 'code' || methodId === undefined) return proceed(visit, wanted, { problem });
    const leadsTo = wanted.authorize.redirect_uri;
    return sendPage(reply, codePage({ at, email, methodId, problem, leadsTo }));
  }

  return async (visit: PageVisit): Promise<FastifyReply> => {
    const { environment, query, request, reply, forged } = visit;
    const link = asLink(visit);
    if (link) return link;
    const wanted = readRequest(query);
    if (!wanted) return sendPage(reply, refusalPage(CANNOT_READ));
    if (request.method === 'GET') {
      if (wanted.unsupported) return leave(visit, wanted, wanted.unsupported);
      return proceed(visit, wanted);
    }
    await limits.take(environment, { 'authorize_page.ip': request.ip });
    if (forged) return proceed(visit, wanted, { problem: FORGED });
    try {
      return await act(visit, wanted);
    } catch (error) {
      if (!(error instanceof LoginFailed)) throw error;
      noteRefusal(environment.subject, error.type);
      return failed(visit, wanted, error.message);
    }
  };
}
