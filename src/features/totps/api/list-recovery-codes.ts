import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { userWireId } from '../../users/present-user.ts';
import { named } from '../../wire-schema.ts';
import { UserId } from './arguments.ts';

const TotpWithCodes = named(
  'TOTPWithRecoveryCodes',
  Type.Object({
    totp_id: Type.String(),
    verified: Type.Boolean(),
    recovery_codes: Type.Array(Type.String(), { description: 'The unused ones.' }),
  }),
);

export const listRecoveryCodes = operation({
  id: 'totps.recovery_codes',
  method: 'POST',
  path: '/v1/totps/recovery_codes',
  caller: 'project',
  tag: 'TOTP',
  summary: 'Read the recovery codes that a user has left',
  confirms: true,
  body: Type.Object({ user_id: UserId() }),
  response: { user_id: Type.String(), totps: Type.Array(TotpWithCodes) },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.recoveryCodes(environment, body.user_id);
    if (sandbox) return sandbox;
    const { user, totps } = await services.totps.recoveryCodes(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      totps: totps.map(({ totpId, verified, recoveryCodes }) => ({
        totp_id: totpId,
        verified,
        recovery_codes: recoveryCodes,
      })),
    };
  },
});
