import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument } from '../../magic-links/api/arguments.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { loginResponse, presentLogin } from './present-login.ts';

export const authenticatePassword = operation({
  id: 'passwords.authenticate',
  method: 'POST',
  path: '/v1/passwords/authenticate',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Log a user in by email and password',
  confirms: true,
  body: Type.Object({ email: EmailArgument(), password: Type.String(), ...sessionArguments }),
  response: loginResponse,
  async handler({ environment, services }, { body }) {
    const login =
      (await services.sandbox.password(environment, body.email, body)) ??
      (await services.passwords.authenticate(environment, body));
    return presentLogin(environment, login);
  },
});
