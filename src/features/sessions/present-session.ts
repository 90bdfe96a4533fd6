import { toTimestamp } from '../../platform/clock.ts';
import { type EnvironmentKind, wireId } from '../../platform/ids.ts';
import { userWireId } from '../users/present-user.ts';
import { effectiveClaims } from './custom-claims.ts';
import type { SessionRecord } from './session-record.ts';
import type { Session } from './wire.ts';

export const sessionWireId = (kind: EnvironmentKind, uuid: string): string =>
  wireId('session', kind, uuid);

/** The wire's session object. `roles` are the user's effective ones, `template` its claims. */
export function presentSession(
  kind: EnvironmentKind,
  session: SessionRecord,
  roles: readonly string[],
  template: Record<string, unknown>,
): Session {
  const claims = effectiveClaims(template, session.customClaims);
  return {
    session_id: sessionWireId(kind, session.id),
    user_id: userWireId(kind, session.userId),
    authentication_factors: session.factors,
    roles: [...roles],
    started_at: toTimestamp(session.startedAt),
    last_accessed_at: toTimestamp(session.lastAccessedAt),
    expires_at: toTimestamp(session.expiresAt),
    attributes: session.attributes,
    custom_claims: Object.keys(claims).length === 0 ? null : claims,
  };
}
