import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { withError } from '../../wire-schema.ts';
import { loginResponse, presentLogin, UserId } from './arguments.ts';

export const recoverTotp = operation({
  id: 'totps.recover',
  method: 'POST',
  path: '/v1/totps/recover',
  caller: 'project',
  tag: 'TOTP',
  summary: 'Use up a recovery code in place of the authenticator app',
  confirms: true,
  body: Type.Object({
    user_id: UserId(),
    recovery_code: withError(
      'invalid_recovery_code',
      Type.String({ description: '`xxxx-xxxx-xxxx`' }),
    ),
    ...sessionArguments,
  }),
  response: loginResponse,
  async handler({ environment, services }, { body }) {
    const { user_id, recovery_code } = body;
    const sandbox = await services.sandbox.totpRecovery(environment, user_id, recovery_code, body);
    return sandbox ?? presentLogin(environment, await services.totps.recover(environment, body));
  },
});
