import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { loginResponse, presentLogin } from './present-login.ts';

export const resetPasswordBySession = operation({
  id: 'passwords.session.reset',
  method: 'POST',
  path: '/v1/passwords/session/reset',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Set a password within a fresh session; every other session ends',
  confirms: true,
  body: Type.Object({ password: Type.String(), ...sessionArguments }),
  response: loginResponse,
  async handler({ environment, services }, { body }) {
    const login =
      (await services.sandbox.session(environment, body)) ??
      (await services.passwords.resetBySession(environment, body));
    return presentLogin(environment, login);
  },
});
