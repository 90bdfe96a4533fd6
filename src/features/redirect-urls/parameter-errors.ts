import type { RedirectUrlErrors, RedirectUrlType } from './matching.ts';

/**
 * What is wrong with `login_magic_link_url`, `signup_magic_link_url` and `invite_magic_link_url`.
 * A malformed one has the error of its own parameter; `invalid_magic_link_url` belongs to a plain
 * `magic_link_url` (reference/errors-and-conventions.md 3.9 and 4.2).
 */
export const magicLinkUrlErrors = {
  LOGIN: {
    malformed: 'invalid_login_magic_link_url',
    unmatched: 'no_match_for_provided_magic_link_url',
    noneRegistered: 'no_login_redirect_urls_set',
    noDefault: 'no_default_login_redirect_url_set',
  },
  SIGNUP: {
    malformed: 'invalid_signup_magic_link_url',
    unmatched: 'no_match_for_provided_magic_link_url',
    noneRegistered: 'no_signup_redirect_urls_set',
    noDefault: 'no_default_signup_redirect_url_set',
  },
  INVITE: {
    malformed: 'invalid_invite_magic_link_url',
    unmatched: 'no_match_for_provided_magic_link_url',
    noneRegistered: 'no_invite_redirect_urls_set',
    noDefault: 'no_default_invite_redirect_url_set',
  },
} as const satisfies Partial<Record<RedirectUrlType, RedirectUrlErrors>>;

/** What is wrong with the URLs of passwords/email/reset/start (errors-and-conventions 3.11, 3.18). */
export const passwordUrlErrors = {
  RESET_PASSWORD: {
    malformed: 'invalid_password_reset_redirect_url',
    unmatched: 'invalid_password_reset_redirect_url',
    noneRegistered: 'no_password_reset_redirect_url',
    noDefault: 'no_password_reset_redirect_url',
  },
  LOGIN: {
    malformed: 'invalid_login_redirect_url',
    unmatched: 'invalid_login_redirect_url',
    noneRegistered: 'no_login_redirect_urls_set',
    noDefault: 'no_default_login_redirect_url_set',
  },
} as const satisfies Partial<Record<RedirectUrlType, RedirectUrlErrors>>;

/** What is wrong with the URLs of an OAuth start (errors-and-conventions 3.16). */
export const oauthUrlErrors = {
  LOGIN: {
    malformed: 'invalid_login_oauth_url',
    unmatched: 'no_match_for_provided_oauth_url',
    noneRegistered: 'no_login_redirect_urls_set',
    noDefault: 'no_default_login_redirect_url_set',
  },
  SIGNUP: {
    malformed: 'invalid_signup_oauth_url',
    unmatched: 'no_match_for_provided_oauth_url',
    noneRegistered: 'no_signup_redirect_urls_set',
    noDefault: 'no_default_signup_redirect_url_set',
  },
} as const satisfies Partial<Record<RedirectUrlType, RedirectUrlErrors>>;
