import type { Executor } from '../../platform/db/executor.ts';
import { wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { factorIdKind } from '../users/factor.ts';
import { readTotpCode } from './codes.ts';
import { matchingSteps, newestStep } from './time-steps.ts';
import * as store from './totp.store.ts';
import type { TotpParts, Totps } from './totps.service.ts';

export const totpWireId = (environment: Environment, factorId: string): string =>
  wireId(factorIdKind.totp, environment.kind, factorId);

export function createAuthenticating(parts: TotpParts): Pick<Totps, 'authenticate'> {
  const { database, vault, users, userLocks, sessions, messages, limits, logins } = parts;

  /**
   * Uses the code's time step up; the id of the factor, or undefined for a wrong code. The caller
   * has the lock of the user, so guesses come one after the other.
   */
  async function consume(
    tx: Executor,
    environment: Environment,
    userId: string,
    code: string,
  ): Promise<string | undefined> {
    const now = environment.now();
    const totp = await store.findTotp(tx, environment.id, userId);
    if (!totp) throw apiError('totps_not_found_for_user');
    const { factor_id, verified, expires_at } = totp;
    if (!verified && expires_at !== null && expires_at <= now) throw apiError('expired_totp');
    const secret = vault.openSecret(environment.id, factor_id, totp.secret);
    const steps = matchingSteps(secret, code, now);
    if (steps.length === 0) return undefined;
    // Only the clock of a TEST environment may have been set back since a code was accepted.
    const highest = environment.type === 'TEST' ? newestStep(now) : Number.MAX_SAFE_INTEGER;
    for (const step of steps) {
      const place = { environment: environment.id, factor: factor_id };
      if (await store.acceptStep(tx, { ...place, step, highest })) return factor_id;
    }
    throw apiError('totp_code_already_authenticated');
  }

  return {
    async authenticate(environment, input) {
      const code = readTotpCode(input.totp_code);
      const found = await users.get(environment, input.user_id);
      await limits.take(environment, { 'totps.authenticate': found.id });
      users.assertNotLocked(environment, found);
      const presented = await sessions.loadOptional(environment, input);
      const done = await database.transaction(async (tx) => {
        const user = await users.lock(tx, environment, found.id);
        users.assertNotLocked(environment, user);
        const factorId = await consume(tx, environment, user.id, code);
        if (factorId === undefined) {
          await userLocks.recordFailureWithin(tx, environment, user.id);
          // Not thrown in here: the failure must be counted.
          return undefined;
        }
        const totpId = totpWireId(environment, factorId);
        const login = await logins.complete(tx, environment, {
          user,
          factorId,
          factor: {
            type: 'totp',
            delivery_method: 'authenticator_app',
            authenticator_app_factor: { totp_id: totpId },
          },
          presented,
          options: input,
          attributes: {},
        });
        return { ...login, totpId };
      });
      if (!done) {
        messages.nudge();
        throw apiError('unable_to_authenticate_totp');
      }
      const answer = await sessions.answer(environment, done.user, done.recorded);
      return { ...answer, user: done.user, totpId: done.totpId };
    },
  };
}
