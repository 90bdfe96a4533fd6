import { createHash } from 'node:crypto';
import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Environment } from '../projects/environment.ts';

/** What a form belongs to. It is good for nothing else. */
export interface FormPlace {
  environment: Environment;
  /** Value of the browser's cookie. */
  browser: string;
  /** Of the session that the page was shown to; else undefined. */
  session: string | undefined;
  /** The request, so that no form can be used to answer another one. */
  query: string;
}

export interface FormTokens {
  make(place: FormPlace): string;
  check(place: FormPlace, token: string): boolean;
  /** PKCE of a mailed link, which so is good in this browser only (RFC 7636 section 4). */
  linkVerifier(environment: Environment, browser: string): string;
  linkChallenge(environment: Environment, browser: string): string;
  /**
   * An id of the API inside a form: it tells by its time, and by being another one each time,
   * whether there is anybody who has it. The sealed form says nothing, and is good in this browser.
   */
  sealId(environment: Environment, browser: string, id: string): string;
  /** Empty for what was not sealed here. */
  openId(environment: Environment, browser: string, sealed: string): string;
}

const FORM = 'authorize-page-form';
const LINK = 'authorize-page-link';

const text = ({ environment, browser, session, query }: FormPlace): string =>
  [environment.id, browser, session === undefined ? '' : hashToken(session), query].join('\n');

const idPlace = (environment: Environment, browser: string) => ({
  table: 'authorize-page',
  column: 'method_id',
  row: `${environment.id}\n${browser}`,
});

/** Forms against cross-site request forgery: stateless, bound to browser, session and request. */
export function createFormTokens(vault: Vault): FormTokens {
  const linkVerifier: FormTokens['linkVerifier'] = (environment, browser) =>
    vault.mac(LINK, `${environment.id}\n${browser}`);
  return {
    make: (place) => vault.mac(FORM, text(place)),
    check: (place, token) => vault.macs(FORM, text(place)).some((one) => safeEqual(one, token)),
    linkVerifier,
    linkChallenge: (environment, browser) =>
      createHash('sha256').update(linkVerifier(environment, browser)).digest('base64url'),
    sealId: (environment, browser, id) => vault.seal(idPlace(environment, browser), id),
    openId(environment, browser, sealed) {
      try {
        return vault.open(idPlace(environment, browser), sealed);
      } catch {
        return '';
      }
    },
  };
}
