import { safeEqual } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { FactorKind, OneTimeCodeTable } from '../../platform/db/schema.ts';
import { parseWireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { otherEnvironmentError } from '../ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import { assertAttributesMatch } from '../users/attributes.ts';
import { type Factor, factorIdKind } from '../users/factor.ts';
import { readAttributes } from '../users/identifiers.ts';
import { factorWireId } from '../users/present-user.ts';
import { readCode } from './code.ts';
import * as store from './one-time-code.store.ts';
import type { Otps, OtpsDependencies } from './otps.service.ts';
import { macPurpose } from './queue-code.ts';
import type { Channel } from './recipients.ts';

const METHOD_KINDS: readonly FactorKind[] = ['email', 'phone_number'];

/** A method_id is the id of an email or a phone number (behaviour-messaging-oauth 4.1). */
function readMethodId(
  environment: Environment,
  methodId: string,
): { kind: FactorKind; id: string } {
  for (const kind of METHOD_KINDS) {
    const parsed = parseWireId(factorIdKind[kind], environment.kind, methodId);
    if (parsed.ok) return { kind, id: parsed.uuid };
    if (parsed.reason === 'other-environment') throw apiError(otherEnvironmentError(environment));
  }
  throw apiError('invalid_method_id');
}

export function createAuthenticating({
  database,
  vault,
  users,
  userLocks,
  sessions,
  messages,
  limits,
  logins,
}: OtpsDependencies): Pick<Otps, 'authenticate'> {
  /**
   * Uses the code up, if it is the right one and alive; undefined for a wrong one. The caller has
   * the lock of the user, so guesses come one after the other.
   */
  async function consume(
    tx: Executor,
    environment: Environment,
    factorId: string,
    code: string,
  ): Promise<OneTimeCodeTable | undefined> {
    const place = { environment: environment.id, factor: factorId };
    const sent = await store.findCode(tx, place);
    if (!sent) return undefined;
    // However the environment is set, a code takes no more guesses than lock a user.
    if (sent.attempts >= environment.settings.user_lock_threshold) {
      throw apiError('too_many_requests');
    }
    const mac = vault
      .macs(macPurpose(environment, factorId), code)
      .find((candidate) => safeEqual(candidate, sent.code_mac));
    if (mac === undefined) {
      await store.noteWrongGuess(tx, place);
      return undefined;
    }
    const used = await store.consumeCode(tx, { ...place, mac, now: environment.now() });
    if (!used) throw apiError('unable_to_auth_otp_code');
    return used;
  }

  return {
    async authenticate(environment, input) {
      const { kind, id } = readMethodId(environment, input.method_id);
      const code = readCode(input.code);
      const attributes = readAttributes(input.attributes);
      const owner = await users.findByFactor(environment, kind, id);
      await limits.take(environment, { 'otps.authenticate': id });
      if (!owner) throw apiError('otp_code_not_found');
      users.assertNotLocked(environment, owner);
      const presented = await sessions.loadOptional(environment, input);
      const login = await database.transaction(async (tx) => {
        // The user before the code, as whoever deletes a user locks them. It also makes the lock
        // exact: of a thousand guesses at once, as many are looked at as lock the user.
        const user = await users.lock(tx, environment, owner.id, () =>
          apiError('otp_code_not_found'),
        );
        users.assertNotLocked(environment, user);
        const factor = user.factors.find((one) => one.id === id);
        if (!factor) throw apiError('otp_code_not_found');
        const used = await consume(tx, environment, id, code);
        if (!used) {
          if (environment.settings.user_lock_counts_codes) {
            await userLocks.recordFailureWithin(tx, environment, owner.id);
          }
          // Not thrown in here: the failure must be counted.
          return undefined;
        }
        assertAttributesMatch(used, attributes, input.options);
        const done = await logins.complete(tx, environment, {
          user,
          factorId: id,
          factor: provenFactor(environment, factor, used.channel),
          presented,
          options: input,
          attributes,
        });
        return { ...done, channel: used.channel };
      });
      if (!login) {
        messages.nudge();
        throw apiError('otp_code_not_found');
      }
      // After the commit, so that logins do not wait for each other at this one row.
      if (login.channel !== 'email') {
        await limits.confirm(environment, 'otps.sms.unauthenticated', environment.id);
      }
      const { user, recorded, resetSessions } = login;
      const answer = await sessions.answer(environment, user, recorded);
      return { ...answer, resetSessions, user, methodId: input.method_id };
    },
  };
}

/** The session's note of the proof (behaviour-core 2.8). */
function provenFactor(environment: Environment, factor: Factor, channel: Channel): ProvenFactor {
  const id = factorWireId(environment.kind, factor);
  return factor.kind === 'email'
    ? {
        type: 'otp',
        delivery_method: 'email',
        email_factor: { email_id: id, email_address: factor.data.address },
      }
    : {
        type: 'otp',
        delivery_method: channel,
        phone_number_factor: { phone_id: id, phone_number: factor.identifier },
      };
}
