import type { Executor } from '../../platform/db/executor.ts';
import { wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { factorsOf } from '../users/user-record.ts';
import { totpWireId } from './authenticating.ts';
import { readRecoveryCode } from './codes.ts';
import * as store from './totp.store.ts';
import type { TotpParts, Totps } from './totps.service.ts';

export function createRecovering(parts: TotpParts): Pick<Totps, 'recoveryCodes' | 'recover'> {
  const { database, vault, users, userLocks, sessions, messages, limits, logins } = parts;

  /** Uses the code up; its id, or undefined for a wrong or used one. */
  async function consume(
    tx: Executor,
    environment: Environment,
    factor: string,
    code: string,
  ): Promise<string | undefined> {
    const now = environment.now();
    for (const mac of vault.codeMacs(environment.id, factor, code)) {
      const place = { environment: environment.id, factor };
      const id = await store.consumeRecoveryCode(tx, { ...place, mac, now });
      if (id !== undefined) return id;
    }
    const issued = await store.listRecoveryCodes(tx, environment.id, factor);
    if (issued.length === 0) throw apiError('recovery_codes_not_found');
    return undefined;
  }

  return {
    async recoveryCodes(environment, owner) {
      const user = await users.get(environment, owner.user_id);
      const [totp] = factorsOf(user, 'totp');
      if (!totp) throw apiError('totps_not_found_for_user');
      const codes = await store.listRecoveryCodes(database, environment.id, totp.id);
      const recoveryCodes = codes.flatMap(({ id, code }) =>
        code === null ? [] : [vault.openCode(environment.id, id, code)],
      );
      const totpId = totpWireId(environment, totp.id);
      return { user, totps: [{ totpId, verified: totp.verified, recoveryCodes }] };
    },

    async recover(environment, input) {
      const code = readRecoveryCode(input.recovery_code);
      const found = await users.get(environment, input.user_id);
      await limits.take(environment, { 'totps.recover': found.id });
      users.assertNotLocked(environment, found);
      const presented = await sessions.loadOptional(environment, input);
      const done = await database.transaction(async (tx) => {
        const user = await users.lock(tx, environment, found.id);
        users.assertNotLocked(environment, user);
        // Until its first code the TOTP is no factor that anything could stand in for.
        const totp = factorsOf(user, 'totp').find((one) => one.verified);
        if (!totp) throw apiError('no_active_recovery_code_backed_factor');
        const codeId = await consume(tx, environment, totp.id, code);
        if (codeId === undefined) {
          await userLocks.recordFailureWithin(tx, environment, user.id);
          // Not thrown in here: the failure must be counted.
          return undefined;
        }
        const login = await logins.complete(tx, environment, {
          user,
          factorId: null,
          factor: {
            type: 'recovery_codes',
            delivery_method: 'recovery_code',
            recovery_code_factor: {
              totp_recovery_code_id: wireId('totp-recovery-code', environment.kind, codeId),
            },
          },
          presented,
          options: input,
          attributes: {},
        });
        return { ...login, totpId: totpWireId(environment, totp.id) };
      });
      if (!done) {
        messages.nudge();
        throw apiError('unable_to_authenticate_recovery_code');
      }
      const answer = await sessions.answer(environment, done.user, done.recorded);
      return { ...answer, user: done.user, totpId: done.totpId };
    },
  };
}
