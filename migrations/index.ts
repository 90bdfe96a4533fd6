import type { Migration } from '../src/platform/db/migrator.ts';
import { foundation } from './0001-foundation.ts';
import { messaging } from './0002-messaging.ts';
import { passwords } from './0003-passwords.ts';
import { secondFactors } from './0004-second-factors.ts';
import { webauthn } from './0005-webauthn.ts';
import { oauthLogins } from './0006-oauth-logins.ts';
import { oauthProviders } from './0007-oauth-providers.ts';
import { m2m } from './0008-m2m.ts';
import { policies } from './0010-policies.ts';
import { auditLog } from './0011-audit-log.ts';
import { impersonation } from './0012-impersonation.ts';
import { connectedApps } from './0013-connected-apps.ts';
import { idTokenClaims } from './0019-id-token-claims.ts';
import { suppressions } from './0020-suppressions.ts';
import { scale } from './0023-scale.ts';

/** All migrations in order. Never edited once released; a change is a new one at the end. */
export const migrations: readonly Migration[] = [
  foundation,
  messaging,
  passwords,
  secondFactors,
  webauthn,
  oauthLogins,
  oauthProviders,
  m2m,
  policies,
  auditLog,
  impersonation,
  connectedApps,
  idTokenClaims,
  suppressions,
  scale,
];
