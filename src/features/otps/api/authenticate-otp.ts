import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments, sessionResponse } from '../../sessions/wire.ts';
import { presentUser } from '../../users/present-user.ts';
import { Attributes, User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';

export const authenticateOtp = operation({
  id: 'otps.authenticate',
  method: 'POST',
  path: '/v1/otps/authenticate',
  caller: 'project',
  tag: 'One-time passcodes',
  summary: 'Use up a passcode: log its user in',
  confirms: true,
  body: Type.Object({
    method_id: withError(
      'invalid_method_id',
      Type.String({ description: 'email_id or phone_id of the send.' }),
    ),
    code: withError('invalid_code', Type.String({ description: 'Six digits.' })),
    attributes: Type.Optional(Attributes),
    options: Type.Optional(
      Type.Object({
        ip_match_required: Type.Optional(Type.Boolean()),
        user_agent_match_required: Type.Optional(Type.Boolean()),
      }),
    ),
    ...sessionArguments,
  }),
  response: {
    user_id: Type.String(),
    method_id: Type.String(),
    user: User,
    reset_sessions: Type.Boolean(),
    ...sessionResponse,
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.otp(environment, body.method_id, body.code, body);
    const {
      user: found,
      methodId,
      resetSessions,
      ...session
    } = sandbox ?? (await services.otps.authenticate(environment, body));
    const user =
      'user_id' in found ? found : presentUser(environment.kind, found, environment.now());
    return {
      user_id: user.user_id,
      method_id: methodId,
      user,
      reset_sessions: resetSessions,
      ...session,
    };
  },
});
