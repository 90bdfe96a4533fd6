import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { hashChallenge, readChallenge } from './challenge.ts';
import { readDomain } from './domain.ts';
import { knownCredentials } from './known-credentials.ts';
import { requestOptions } from './options.ts';
import { readAssertion } from './read-credential.ts';
import { assertOrigin, provenFactor, type Registration } from './rules.ts';
import { startCeremony } from './start-ceremony.ts';
import { assertReadable, verifyAssertion } from './verify-assertion.ts';
import type { Webauthn, WebauthnDependencies } from './webauthn.service.ts';
import * as store from './webauthn.store.ts';

const KIND = 'webauthn_registration';

const registrationOf = (user: UserRecord, credentialId: string): Registration | undefined =>
  factorsOf(user, KIND).find((one) => one.identifier === credentialId);

export function createAuthenticating({
  database,
  users,
  userLocks,
  sessions,
  logins,
}: WebauthnDependencies): Pick<Webauthn, 'startAuthentication' | 'authenticate'> {
  /** A failed proof of a known credential counts; it may lock the user. */
  async function refuse(environment: Environment, userId: string): Promise<never> {
    const outcome = await userLocks.recordFailure(environment, userId);
    throw apiError(
      outcome === 'was_locked' ? 'user_lock_limit_reached' : 'unable_to_auth_webauthn_registration',
    );
  }

  /** By credential id, never by the user handle, which an override may have changed (6.2). */
  async function findOwner(environment: Environment, credentialId: string) {
    const owner = await users.findByIdentifier(environment, KIND, credentialId);
    const registration = owner && registrationOf(owner, credentialId);
    if (!registration) throw apiError('webauthn_registration_not_found');
    return { owner, registration };
  }

  return {
    async startAuthentication(environment, input) {
      const domain = readDomain(input.domain);
      const user =
        input.user_id === undefined ? undefined : await users.get(environment, input.user_id);
      const known = user && (await knownCredentials(database, environment, user, domain));
      if (known?.length === 0) throw apiError('no_active_webauthn_registrations');
      const challenge = await startCeremony(database, environment, {
        user_id: user?.id ?? null,
        ceremony: 'authenticate',
        domain,
      });
      return { user, options: requestOptions(domain, challenge, known, input) };
    },

    async authenticate(environment, input) {
      const assertion = readAssertion(input.public_key_credential);
      await assertReadable(assertion);
      const { owner, registration } = await findOwner(environment, assertion.id);
      users.assertNotLocked(environment, owner);
      const presented = await sessions.loadOptional(environment, input);
      const sent = readChallenge(assertion.clientData.challenge);
      const hash = sent === undefined ? '' : hashChallenge(sent);
      const place = { environment: environment.id, factor: registration.id };
      const now = environment.now();
      const stored = await store.findCredentialAndChallenge(database, { ...place, hash, now });
      if (!stored) throw apiError('webauthn_registration_not_found');
      const { challenge_domain, challenge_user_id } = stored;
      // No such challenge, or it was for somebody else: nobody has failed to prove anything.
      if (challenge_domain === null || (challenge_user_id ?? owner.id) !== owner.id) {
        throw apiError('unable_to_auth_webauthn_registration');
      }
      const { domain } = registration.data;
      if (challenge_domain !== domain) throw apiError('invalid_webauthn_registration_domain');
      assertOrigin(assertion.clientData, domain);
      const key = { publicKey: stored.public_key, signCount: stored.sign_count };
      const proof = await verifyAssertion(assertion, domain, key);
      if (!proof) return refuse(environment, owner.id);

      const { user, recorded } = await database.transaction(async (tx) => {
        // The user before the rest, as whoever deletes a user locks them.
        const before = await users.lock(tx, environment, owner.id, () =>
          apiError('webauthn_registration_not_found'),
        );
        const current = registrationOf(before, assertion.id);
        if (!current) throw apiError('webauthn_registration_not_found');
        const at = environment.now();
        const backedUp = proof.backedUp ? 1 : 0;
        const use = { ...place, signCount: proof.signCount, backedUp, now: at } as const;
        const won =
          (await store.consumeChallenge(tx, { environment: environment.id, hash, now: at })) &&
          (await store.recordUse(tx, use));
        if (!won) throw apiError('unable_to_auth_webauthn_registration');
        return logins.complete(tx, environment, {
          user: before,
          factorId: current.id,
          factor: provenFactor(environment, current),
          presented,
          options: input,
          attributes: {},
        });
      });
      return { ...(await sessions.answer(environment, user, recorded)), user, registration };
    },
  };
}
