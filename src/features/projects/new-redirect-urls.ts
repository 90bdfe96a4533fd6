import type { RedirectUrlType, RegisteredUrl } from '../redirect-urls/matching.ts';

/** DISCOVERY is for B2B. */
const types: readonly RedirectUrlType[] = ['LOGIN', 'SIGNUP', 'INVITE', 'RESET_PASSWORD'];

const forEveryType = (url: string, isDefault: boolean): RegisteredUrl => ({
  url,
  validTypes: types.map((type) => ({ type, isDefault })),
});

/**
 * What a new environment allows: the address of a local front end in TEST, nothing in LIVE. The
 * hosted API registers the second URL only; samples and SDK guides of both kinds work with two.
 */
export const newRedirectUrls = (type: 'TEST' | 'LIVE'): RegisteredUrl[] =>
  type === 'LIVE'
    ? []
    : [
        forEveryType('http://localhost:3000', false),
        forEveryType('http://localhost:3000/authenticate', true),
      ];
