import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type { FactorOf } from '../users/factor.ts';
import { factorWireId } from '../users/present-user.ts';
import { assertRoomForFactor } from '../users/unverified-factors.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { isOriginOf } from './domain.ts';
import type { ClientData } from './read-credential.ts';

export type Registration = FactorOf<'webauthn_registration'>;

/** Per user and domain; the hosted figure is not published. */
export const MAX_REGISTRATIONS = 25;

/** What a user logs in by (behaviour-core 3.1); a passkey once it is registered. */
const PRIMARY = new Set([
  'email',
  'phone_number',
  'oauth',
  'crypto_wallet',
  'webauthn_registration',
]);

export const registrationsOf = (user: UserRecord, domain: string): Registration[] =>
  factorsOf(user, 'webauthn_registration').filter((factor) => factor.data.domain === domain);

/** Who may add a registration for a domain (behaviour-core 6.1 and 1.2). */
export function assertMayRegister(user: UserRecord, domain: string): void {
  if (user.status !== 'active') throw apiError('cannot_use_webauthn_with_pending_user');
  assertRoomForFactor(user);
  // Passkeys sign nobody up: somebody else could wait on an account whose owner never came.
  if (!user.factors.some((factor) => factor.verified && PRIMARY.has(factor.kind))) {
    throw apiError('email_verification_required', {
      message: 'The user needs a verified email or phone number first.',
    });
  }
  if (registrationsOf(user, domain).length >= MAX_REGISTRATIONS) {
    throw apiError('too_many_user_registrations_for_domain');
  }
}

/** Throws where the page that ran the ceremony, or one that framed it, is none of the domain. */
export function assertOrigin({ origin, topOrigin }: ClientData, domain: string): void {
  const framed = topOrigin !== undefined && !isOriginOf(domain, topOrigin);
  if (framed || !isOriginOf(domain, origin)) throw apiError('invalid_webauthn_registration_domain');
}

/** The session's note of the proof (behaviour-core 2.8). */
export const provenFactor = (environment: Environment, factor: Registration): ProvenFactor => ({
  type: 'webauthn',
  delivery_method: 'webauthn_registration',
  webauthn_factor: {
    webauthn_registration_id: factorWireId(environment.kind, factor),
    domain: factor.data.domain,
    user_agent: factor.data.user_agent,
  },
});
