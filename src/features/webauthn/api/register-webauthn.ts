import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { loginResponse, PublicKeyCredential, presentLogin, UserId } from './arguments.ts';

export const registerWebauthn = operation({
  id: 'webauthn.register',
  method: 'POST',
  path: '/v1/webauthn/register',
  caller: 'project',
  tag: 'WebAuthn',
  summary: 'Take the credential that a browser created',
  confirms: true,
  body: Type.Object({
    user_id: UserId(),
    public_key_credential: PublicKeyCredential(),
    ...sessionArguments,
  }),
  response: loginResponse,
  handler: async ({ environment, services }, { body }) =>
    presentLogin(environment, await services.webauthn.register(environment, body)),
});
