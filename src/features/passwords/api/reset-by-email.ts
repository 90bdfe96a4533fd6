import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { Attributes } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';
import { loginResponse, presentLogin } from './present-login.ts';

export const resetPasswordByEmail = operation({
  id: 'passwords.email.reset',
  method: 'POST',
  path: '/v1/passwords/email/reset',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Use up a reset link: set a new password and log its user in',
  confirms: true,
  body: Type.Object({
    token: withError('invalid_token', Type.String({ description: 'Of the mail, either button.' })),
    password: Type.String(),
    ...sessionArguments,
    code_verifier: Type.Optional(Type.String()),
    attributes: Type.Optional(Attributes),
    options: Type.Optional(
      Type.Object({
        ip_match_required: Type.Optional(Type.Boolean()),
        user_agent_match_required: Type.Optional(Type.Boolean()),
      }),
    ),
  }),
  response: loginResponse,
  async handler({ environment, services }, { body }) {
    const login =
      (await services.sandbox.passwordReset(environment, body.token, body)) ??
      (await services.passwords.resetByEmail(environment, body));
    return presentLogin(environment, login);
  },
});
