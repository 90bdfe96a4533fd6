import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import { MINUTE, SECOND } from '../../platform/clock.ts';
import type { Environment } from '../projects/environment.ts';

/** As long as the web SDK's own page makes it. */
export const SESSION_MINUTES = 60;

export interface PageCookies {
  /** What this browser is known by, and the session it has here. */
  read(
    environment: Environment,
    header: string | undefined,
  ): { browser: string | undefined; session: string | undefined };
  newBrowser(): { value: string; cookie: string };
  setSession(environment: Environment, token: string): string;
  clearSession(environment: Environment): string;
}

const BROWSER = /^[A-Za-z0-9_-]{43}$/;

/**
 * The cookies of our pages. With https they are `__Host-` ones, which neither a subdomain nor plain
 * http can plant. Each environment has a session of its own.
 */
export function createPageCookies(publicUrl: string): PageCookies {
  const secure = publicUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  const browserName = `${prefix}selvage_idp_browser`;
  const sessionName = ({ projectId }: Environment) => `${prefix}selvage_idp_session_${projectId}`;
  // Lax: the browser comes from the client's site, by a link.
  const common = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;
  const maxAge = (SESSION_MINUTES * MINUTE) / SECOND;
  return {
    read(environment, header) {
      const cookies = parseCookie(header ?? '');
      const browser = cookies[browserName];
      return {
        browser: browser !== undefined && BROWSER.test(browser) ? browser : undefined,
        session: cookies[sessionName(environment)] || undefined,
      };
    },
    newBrowser() {
      const value = randomBytes(32).toString('base64url');
      return { value, cookie: stringifySetCookie({ ...common, name: browserName, value }) };
    },
    setSession: (environment, token) =>
      stringifySetCookie({ ...common, name: sessionName(environment), value: token, maxAge }),
    clearSession: (environment) =>
      stringifySetCookie({ ...common, name: sessionName(environment), value: '', maxAge: 0 }),
  };
}
