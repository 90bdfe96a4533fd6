import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments } from '../../sessions/wire.ts';
import { loginResponse, PublicKeyCredential, presentLogin } from './arguments.ts';

export const authenticateWebauthn = operation({
  id: 'webauthn.authenticate',
  method: 'POST',
  path: '/v1/webauthn/authenticate',
  caller: 'project',
  tag: 'WebAuthn',
  summary: 'Take what a credential signed: log its user in',
  confirms: true,
  body: Type.Object({ public_key_credential: PublicKeyCredential(), ...sessionArguments }),
  response: loginResponse,
  handler: async ({ environment, services }, { body }) =>
    presentLogin(environment, await services.webauthn.authenticate(environment, body)),
});
