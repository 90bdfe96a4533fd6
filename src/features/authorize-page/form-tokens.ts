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
  /** An id for an address that nobody has, always the same, so that it does not look made up. */
  stableUuid(environment: Environment, text: string): string;
}

const FORM = 'authorize-page-form';
const LINK = 'authorize-page-link';
const NOBODY = 'authorize-page-nobody';

const text = ({ environment, browser, session, query }: FormPlace): string =>
  [environment.id, browser, session === undefined ? '' : hashToken(session), query].join('\n');

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
    stableUuid(environment, value) {
      const bytes = Buffer.from(vault.mac(NOBODY, `${environment.id}\n${value}`), 'base64url');
      // Version and variant of the ids that users' emails have.
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      return bytes
        .subarray(0, 16)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
  };
}
