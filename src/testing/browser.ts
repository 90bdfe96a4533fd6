import { parseSetCookie, type SetCookie, stringifyCookie } from 'cookie';
import type { Selvage } from '../main.ts';

export interface Page {
  status: number;
  /** Where it redirects to. */
  location: string | undefined;
  text: string;
  headers: Record<string, unknown>;
}

interface Visit {
  /** Sends a form. */
  form?: Record<string, string> | string;
  /** As from a page of another site: a POST then carries no Lax cookie, and nothing a Strict one. */
  crossSite?: boolean;
  headers?: Record<string, string>;
}

/** A browser for a server in this process: it keeps cookies and follows no redirect by itself. */
export interface Browser {
  visit(url: string, how?: Visit): Promise<Page>;
  cookies: Map<string, SetCookie>;
}

export function createBrowser(app: Selvage['app'], origin: string): Browser {
  const cookies = new Map<string, SetCookie>();

  function cookieHeader(secure: boolean, method: string, crossSite: boolean): string {
    const sent = [...cookies.values()].filter((cookie) => {
      if (cookie.secure && !secure) return false;
      if (!crossSite || cookie.sameSite === 'none') return true;
      return cookie.sameSite === 'lax' && method === 'GET';
    });
    return stringifyCookie(Object.fromEntries(sent.map(({ name, value }) => [name, value])));
  }

  function keep(header: string | string[] | undefined): void {
    for (const line of [header ?? []].flat()) {
      const cookie = parseSetCookie(line);
      if (cookie.maxAge === 0) cookies.delete(cookie.name);
      else cookies.set(cookie.name, cookie);
    }
  }

  return {
    cookies,
    async visit(address, { form, crossSite = false, headers = {} } = {}) {
      const url = new URL(address, origin);
      const method = form === undefined ? 'GET' : 'POST';
      const cookie = cookieHeader(url.protocol === 'https:', method, crossSite);
      const response = await app.inject({
        method,
        url: `${url.pathname}${url.search}`,
        headers: {
          host: url.host,
          ...(cookie !== '' && { cookie }),
          ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(form !== undefined && { payload: new URLSearchParams(form).toString() }),
      });
      keep(response.headers['set-cookie']);
      const { location } = response.headers;
      return {
        status: response.statusCode,
        location: location === undefined ? undefined : String(location),
        text: response.body,
        headers: response.headers,
      };
    },
  };
}
