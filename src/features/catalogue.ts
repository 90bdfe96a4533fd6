import { ApiError } from '../platform/errors/api-error.ts';
import { generalErrors } from '../platform/errors/general.ts';
import { connectedAppErrors } from './connected-apps/errors.ts';
import { cryptoWalletErrors } from './crypto-wallets/errors.ts';
import { impersonationErrors } from './impersonation/errors.ts';
import { jwtTemplateErrors } from './jwt-templates/errors.ts';
import { m2mErrors } from './m2m/errors.ts';
import { magicLinkErrors } from './magic-links/errors.ts';
import { messageErrors } from './messages/errors.ts';
import { oauthErrors } from './oauth/errors.ts';
import { oauthProviderErrors } from './oauth/settings/errors.ts';
import { oauth2Errors } from './oauth2/errors.ts';
import { otpErrors } from './otps/errors.ts';
import { passwordErrors } from './passwords/errors.ts';
import { pkceErrors } from './pkce/errors.ts';
import { projectErrors } from './projects/errors.ts';
import { rbacErrors } from './rbac/errors.ts';
import { redirectUrlErrors } from './redirect-urls/errors.ts';
import { sessionErrors } from './sessions/errors.ts';
import { totpErrors } from './totps/errors.ts';
import { trustedTokenErrors } from './trusted-tokens/errors.ts';
import { userErrors } from './users/errors.ts';
import { userSearchErrors } from './users/search-errors.ts';
import { webauthnErrors } from './webauthn/errors.ts';

/** The catalogue by area, in the order of the docs. A name stands in one area only. */
export const errorAreas = {
  general: generalErrors,
  users: userErrors,
  'user search': userSearchErrors,
  sessions: sessionErrors,
  rbac: rbacErrors,
  'trusted auth tokens': trustedTokenErrors,
  impersonation: impersonationErrors,
  'magic links': magicLinkErrors,
  'one-time passcodes': otpErrors,
  passwords: passwordErrors,
  totp: totpErrors,
  webauthn: webauthnErrors,
  'crypto wallets': cryptoWalletErrors,
  'oauth logins': oauthErrors,
  'oauth providers': oauthProviderErrors,
  'connected apps': connectedAppErrors,
  pkce: pkceErrors,
  'redirect urls': redirectUrlErrors,
  'jwt templates': jwtTemplateErrors,
  'm2m clients': m2mErrors,
  'oauth 2.0': oauth2Errors,
  messages: messageErrors,
  projects: projectErrors,
} as const;

/** Every error a client can meet: error_type, HTTP status, default message. */
export const catalogue = {
  ...generalErrors,
  ...userErrors,
  ...userSearchErrors,
  ...sessionErrors,
  ...rbacErrors,
  ...trustedTokenErrors,
  ...impersonationErrors,
  ...magicLinkErrors,
  ...otpErrors,
  ...passwordErrors,
  ...totpErrors,
  ...webauthnErrors,
  ...cryptoWalletErrors,
  ...oauthErrors,
  ...oauthProviderErrors,
  ...connectedAppErrors,
  ...pkceErrors,
  ...redirectUrlErrors,
  ...jwtTemplateErrors,
  ...m2mErrors,
  ...oauth2Errors,
  ...messageErrors,
  ...projectErrors,
} as const;

export type ErrorType = keyof typeof catalogue;

export interface ApiErrorOverrides {
  /** In place of the default message; must be fit for an end user. */
  message?: string;
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The error to throw for a catalogue name. */
export function apiError(type: ErrorType, options: ApiErrorOverrides = {}): ApiError {
  const entry = catalogue[type];
  return new ApiError({
    type,
    status: entry.status,
    message: options.message ?? entry.message,
    details: options.details,
    cause: options.cause,
  });
}
