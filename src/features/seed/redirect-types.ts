import type { RedirectUrlType } from '../redirect-urls/matching.ts';

/** What a redirect URL is for where the seed does not say; DISCOVERY is for B2B. */
export const defaultRedirectTypes: readonly RedirectUrlType[] = [
  'LOGIN',
  'SIGNUP',
  'INVITE',
  'RESET_PASSWORD',
];
