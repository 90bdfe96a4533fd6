import { safeEqual } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { WebauthnChallengeTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { readAttributes } from '../users/identifiers.ts';
import { hashChallenge, readChallenge } from './challenge.ts';
import { deviceName } from './device-name.ts';
import { readDomain } from './domain.ts';
import { knownCredentials } from './known-credentials.ts';
import { creationOptions } from './options.ts';
import { type ClientData, readNewCredential } from './read-credential.ts';
import { assertMayRegister, assertOrigin, provenFactor, type Registration } from './rules.ts';
import { startCeremony } from './start-ceremony.ts';
import { type NewCredential, verifyRegistration } from './verify-registration.ts';
import type { Webauthn, WebauthnDependencies } from './webauthn.service.ts';
import * as store from './webauthn.store.ts';

const AUTHENTICATOR_TYPES = ['', 'platform', 'cross-platform'];
/** Of a user handle (WebAuthn section 5.4.3), in bytes; browsers refuse a longer one. */
const MAX_HANDLE = 64;

export function createRegistering({
  database,
  users,
  sessions,
  logins,
}: WebauthnDependencies): Pick<Webauthn, 'startRegistration' | 'register'> {
  /** The pending registration that the answer belongs to. */
  async function findPending(environment: Environment, userId: string, clientData: ClientData) {
    const now = environment.now();
    const pending = await store.pendingRegistrations(database, environment.id, userId, now);
    if (pending.length === 0) throw apiError('no_pending_webauthn_registration');
    const challenge = readChallenge(clientData.challenge);
    const hash = challenge === undefined ? '' : hashChallenge(challenge);
    const found = pending.find((one) => safeEqual(one.challenge_hash, hash));
    if (!found) throw apiError('unable_to_register_webauthn_registration');
    return found;
  }

  const insertCredential = (
    tx: Executor,
    environment: Environment,
    userId: string,
    registration: Registration,
    credential: NewCredential,
  ) =>
    store.insertCredential(tx, {
      environment_id: environment.id,
      factor_id: registration.id,
      user_id: userId,
      public_key: credential.publicKey,
      sign_count: credential.signCount,
      backup_eligible: credential.backupEligible ? 1 : 0,
      backed_up: credential.backedUp ? 1 : 0,
      transports: encodeJson(credential.transports),
      aaguid: credential.aaguid,
      attestation_format: credential.attestationFormat,
      created_at: environment.now(),
      last_used_at: null,
    });

  return {
    async startRegistration(environment, input) {
      const domain = readDomain(input.domain);
      const authenticatorType = input.authenticator_type ?? '';
      if (!AUTHENTICATOR_TYPES.includes(authenticatorType)) {
        throw apiError('invalid_authenticator_type');
      }
      if (Buffer.byteLength(input.override_id ?? '') > MAX_HANDLE) {
        throw apiError('bad_request', {
          message: `override_id is too long, it may hold at most ${MAX_HANDLE} bytes.`,
        });
      }
      const { user_agent } = readAttributes({ user_agent: input.user_agent ?? '' });
      const user = await users.get(environment, input.user_id);
      assertMayRegister(user, domain);
      const challenge = await startCeremony(database, environment, {
        user_id: user.id,
        ceremony: 'register',
        domain,
        user_agent,
        authenticator_type: authenticatorType,
      });
      const known = await knownCredentials(database, environment, user, domain);
      return { user, options: creationOptions(environment, user, domain, challenge, known, input) };
    },

    async register(environment, input) {
      const sent = readNewCredential(input.public_key_credential);
      const found = await users.get(environment, input.user_id);
      users.assertNotLocked(environment, found);
      const presented = await sessions.loadOptional(environment, input);
      const pending = await findPending(environment, found.id, sent.clientData);
      assertOrigin(sent.clientData, pending.domain);
      const credential = await verifyRegistration(sent, pending.domain);
      const { registration, user, recorded } = await database.transaction(async (tx) => {
        const before = await users.lock(tx, environment, found.id);
        const use = { environment: environment.id, hash: pending.challenge_hash };
        if (!(await store.consumeChallenge(tx, { ...use, now: environment.now() }))) {
          throw apiError('no_pending_webauthn_registration');
        }
        assertMayRegister(before, pending.domain);
        const { user: equipped, factor } = await users.addWebauthnRegistration(
          tx,
          environment,
          before,
          { credentialId: credential.id, data: registrationData(pending) },
        );
        await insertCredential(tx, environment, before.id, factor, credential);
        const login = await logins.complete(tx, environment, {
          user: equipped,
          factorId: factor.id,
          factor: provenFactor(environment, factor),
          presented,
          options: input,
          attributes: {},
        });
        return { ...login, registration: factor };
      });
      return { ...(await sessions.answer(environment, user, recorded)), user, registration };
    },
  };
}

const registrationData = (pending: WebauthnChallengeTable): Registration['data'] => ({
  domain: pending.domain,
  user_agent: pending.user_agent,
  authenticator_type: pending.authenticator_type,
  name: deviceName(pending.user_agent),
});
