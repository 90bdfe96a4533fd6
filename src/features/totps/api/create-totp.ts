import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { factorWireId, presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';
import { UserId } from './arguments.ts';

export const createTotp = operation({
  id: 'totps.create',
  method: 'POST',
  path: '/v1/totps',
  caller: 'project',
  tag: 'TOTP',
  summary: 'Give a user the seed of an authenticator app, and recovery codes',
  confirms: true,
  body: Type.Object({
    user_id: UserId(),
    expiration_minutes: Type.Optional(
      withError(
        'invalid_expiration',
        Type.Integer({
          minimum: 5,
          maximum: 1_440,
          description: 'The first code must come by then; a day where absent.',
        }),
      ),
    ),
  }),
  response: {
    totp_id: Type.String(),
    secret: Type.String({ description: 'Base32, 20 bytes.' }),
    qr_code: Type.String({ description: 'Data URL of a PNG, 200 x 200.' }),
    recovery_codes: Type.Array(Type.String()),
    user: User,
    user_id: Type.String(),
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.newTotp(environment, body.user_id);
    if (sandbox) return sandbox;
    const created = await services.totps.create(environment, body);
    const user = presentUser(environment.kind, created.user, environment.now());
    return {
      totp_id: factorWireId(environment.kind, created.factor),
      secret: created.secret,
      qr_code: created.qrCode,
      recovery_codes: created.recoveryCodes,
      user,
      user_id: user.user_id,
    };
  },
});
