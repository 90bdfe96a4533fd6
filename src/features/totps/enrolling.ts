import { MINUTE } from '../../platform/clock.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { assertRoomForFactor } from '../users/unverified-factors.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { newRecoveryCodes } from './codes.ts';
import { keyUriAccount } from './key-uri-account.ts';
import { qrCode } from './qr-code.ts';
import { newSecret } from './time-steps.ts';
import * as store from './totp.store.ts';
import type { TotpParts, Totps } from './totps.service.ts';

/** A day. */
const DEFAULT_EXPIRATION = 1_440;

/** `user` is locked. */
function assertMayEnrol(user: UserRecord): void {
  if (user.status !== 'active') {
    throw apiError('bad_request', { message: 'A TOTP can only be created for an active user.' });
  }
  const [totp] = factorsOf(user, 'totp');
  if (totp) throw apiError(totp.verified ? 'active_totp_exists' : 'pending_totp_exists');
  assertRoomForFactor(user);
}

export function createEnrolling({ database, vault, users }: TotpParts): Pick<Totps, 'create'> {
  return {
    async create(environment, input) {
      const { id } = await users.get(environment, input.user_id);
      const secret = newSecret();
      const recoveryCodes = newRecoveryCodes();
      const minutes = input.expiration_minutes ?? DEFAULT_EXPIRATION;
      const { user, factor } = await database.transaction(async (tx) => {
        const before = await users.lock(tx, environment, id);
        assertMayEnrol(before);
        const now = environment.now();
        const added = await users.addTotp(tx, environment, before, now + minutes * MINUTE);
        const key = { environment_id: environment.id, factor_id: added.factor.id };
        await store.insertTotp(tx, {
          ...key,
          secret: vault.sealSecret(environment.id, key.factor_id, secret),
          // Before every step there is.
          last_step: -1,
          created_at: now,
        });
        await store.insertRecoveryCodes(
          tx,
          recoveryCodes.map((code) => recoveryCodeRow(environment, key.factor_id, code)),
        );
        return added;
      });
      const issuer = environment.projectName;
      const account = keyUriAccount(environment, user);
      const picture = await qrCode({ issuer, account, secret });
      return { user, factor, secret, qrCode: picture, recoveryCodes };
    },
  };

  function recoveryCodeRow(environment: Environment, factorId: string, code: string) {
    // Ordered, so that the codes are listed as they were shown first.
    const id = orderedId();
    return {
      environment_id: environment.id,
      id,
      factor_id: factorId,
      code_mac: vault.codeMac(environment.id, factorId, code),
      code: vault.sealCode(environment.id, id, code),
      created_at: environment.now(),
      used_at: null,
    };
  }
}
