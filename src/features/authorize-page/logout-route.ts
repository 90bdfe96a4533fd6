import type { FastifyReply } from 'fastify';
import { noteAct, noteUser } from '../audit/audit-subject.ts';
import type { ConnectedApps } from '../connected-apps/connected-apps.service.ts';
import { displayText } from '../messages/templates/display-text.ts';
import { escapeHtml } from '../messages/templates/escape-html.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import { userWireId } from '../users/present-user.ts';
import { accountOf } from './consent-page.ts';
import type { PageCookies } from './page-cookies.ts';
import { button, form, type Page, refusalPage, sendAway, sendPage } from './page-frame.ts';
import { asLink, type PageVisit } from './page-visit.ts';

export interface LogoutRouteDependencies {
  connectedApps: ConnectedApps;
  sessions: Sessions;
  cookies: PageCookies;
}

/** A logout request as far as it can be believed. */
interface Wanted {
  /** Where to go afterwards; undefined where nothing was asked for. */
  redirectUri: string | undefined;
  consentRequired: boolean;
}

const donePage = (projectName: string): Page => ({
  heading: 'You are logged out',
  body: `<p>You can close this page. ${escapeHtml(displayText(projectName))} knows you no more in this browser.</p>`,
});

const stillPage = (): Page => ({
  heading: 'You are still logged in',
  body: '<p>Nothing was changed. You can close this page.</p>',
});

/** OpenID Connect RP-Initiated Logout 1.0, at a page of our own. */
export function logoutHandler(dependencies: LogoutRouteDependencies) {
  const { connectedApps, sessions, cookies } = dependencies;

  /** Undefined where the request contradicts itself or holds what we did not issue. */
  async function readWanted({ environment, query, live }: PageVisit): Promise<Wanted | undefined> {
    const text = (name: string) => query.values.get(name) || undefined;
    const hintText = text('id_token_hint');
    const hint = hintText && connectedApps.readIdTokenHint(environment, hintText);
    const clientId = text('client_id') ?? (hint ? hint.clientId : undefined);
    if (query.unreadable || (hintText !== undefined && !hint)) return undefined;
    if (hint && hint.clientId !== clientId) return undefined;
    const userId = live && userWireId(environment.kind, live.user.id);
    const target = text('post_logout_redirect_uri');
    if (target === undefined) {
      const same = hint ? hint.userId === userId : false;
      return { redirectUri: undefined, consentRequired: live !== undefined && !same };
    }
    // Nobody knows whose URL it is.
    if (clientId === undefined) return undefined;
    return connectedApps.startLogout(
      environment,
      {
        client_id: clientId,
        post_logout_redirect_uri: target,
        state: text('state'),
        id_token_hint: hintText,
      },
      live?.user.id,
    );
  }

  async function end(
    { environment, live, reply }: PageVisit,
    { redirectUri }: Wanted,
  ): Promise<FastifyReply> {
    if (live) {
      noteAct(environment.subject, 'logout');
      noteUser(environment.subject, live.user.id);
      await sessions.revoke(environment, { session_token: live.token });
    }
    reply.header('set-cookie', cookies.clearSession(environment));
    if (redirectUri !== undefined) return sendAway(reply, redirectUri);
    return sendPage(reply, donePage(environment.projectName));
  }

  function ask({ at, live, reply, environment }: PageVisit, wanted: Wanted): FastifyReply {
    const who = live ? accountOf(live.user) : '';
    return sendPage(reply, {
      heading: `Log out of ${displayText(environment.projectName)}?`,
      body: `<p>You are logged in as <strong>${escapeHtml(who)}</strong>.</p>
${form(at, `${button('logout', 'Log out')}${button('stay', 'Stay logged in', 'other')}`)}`,
      leadsTo: wanted.redirectUri,
    });
  }

  return async (visit: PageVisit): Promise<FastifyReply> => {
    const { request, reply, fields } = visit;
    const link = asLink(visit);
    if (link) return link;
    const wanted = await readWanted(visit);
    if (!wanted) {
      return sendPage(reply, refusalPage('The app asked for a logout that cannot be checked.'));
    }
    const { action } = fields;
    if (request.method === 'POST' && action === 'stay') return sendPage(reply, stillPage());
    const agreed = request.method === 'POST' && action === 'logout';
    return agreed || !wanted.consentRequired ? end(visit, wanted) : ask(visit, wanted);
  };
}
