import { parseCookie, stringifySetCookie } from 'cookie';
import { SECOND } from '../../platform/clock.ts';
import { hashToken } from '../../platform/crypto/tokens.ts';
import { FLOW_LIFETIME } from './flow.ts';

/**
 * The cookie that ties a flow to the browser that began it. Each flow has one of its own, so that
 * several tabs do not disturb each other and no earlier cookie decides anything. With https it is
 * a `__Host-` one, which neither a subdomain nor plain http can plant.
 */
export interface FlowCookies {
  nameOf(state: string): string;
  /** `crossSite` where the provider comes back by a form: such a request carries no Lax cookie. */
  set(state: string, secret: string, crossSite: boolean): string;
  clear(state: string): string;
  read(header: string | undefined, state: string): string | undefined;
}

export function createFlowCookies(publicUrl: string): FlowCookies {
  const secure = publicUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  const nameOf = (state: string) => `${prefix}selvage_oauth_${hashToken(state).slice(0, 16)}`;
  const common = { path: '/', httpOnly: true, secure } as const;
  return {
    nameOf,
    set: (state, secret, crossSite) =>
      stringifySetCookie({
        ...common,
        name: nameOf(state),
        value: secret,
        // None needs Secure. Without https only a provider of the same site, such as the stand-in,
        // can come back by a form: Lax is enough for that.
        sameSite: crossSite && secure ? 'none' : 'lax',
        maxAge: FLOW_LIFETIME / SECOND,
      }),
    clear: (state) =>
      stringifySetCookie({
        ...common,
        name: nameOf(state),
        value: '',
        sameSite: secure ? 'none' : 'lax',
        maxAge: 0,
      }),
    read: (header, state) =>
      header === undefined ? undefined : parseCookie(header)[nameOf(state)],
  };
}
