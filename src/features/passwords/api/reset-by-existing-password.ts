import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument } from '../../magic-links/api/arguments.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { loginResponse, presentLogin } from './present-login.ts';

export const resetPasswordByExistingPassword = operation({
  id: 'passwords.existing_password.reset',
  method: 'POST',
  path: '/v1/passwords/existing_password/reset',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Change a password by itself; every session ends',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    existing_password: Type.String(),
    new_password: Type.String(),
    ...sessionArguments,
  }),
  response: loginResponse,
  async handler({ environment, services }, { body }) {
    const login =
      (await services.sandbox.password(environment, body.email, body)) ??
      (await services.passwords.resetByExistingPassword(environment, body));
    return presentLogin(environment, login);
  },
});
