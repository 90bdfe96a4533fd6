import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { withError } from '../../wire-schema.ts';
import { loginResponse, presentLogin, UserId } from './arguments.ts';

export const authenticateTotp = operation({
  id: 'totps.authenticate',
  method: 'POST',
  path: '/v1/totps/authenticate',
  caller: 'project',
  tag: 'TOTP',
  summary: "Take a code of the user's authenticator app",
  confirms: true,
  body: Type.Object({
    user_id: UserId(),
    totp_code: withError('invalid_totp_code', Type.String({ description: 'Six digits.' })),
    ...sessionArguments,
  }),
  response: loginResponse,
  async handler({ environment, services }, { body }) {
    const { user_id, totp_code } = body;
    const sandbox = await services.sandbox.totp(environment, user_id, totp_code, body);
    return (
      sandbox ?? presentLogin(environment, await services.totps.authenticate(environment, body))
    );
  },
});
