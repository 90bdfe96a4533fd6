import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument } from '../../magic-links/api/arguments.ts';
import { startSessionArguments } from '../../sessions/wire.ts';
import { factorWireId } from '../../users/present-user.ts';
import { Name } from '../../users/wire.ts';
import { OpenObject, withTypeError } from '../../wire-schema.ts';
import { loginResponse, presentLogin } from './present-login.ts';

export const createPassword = operation({
  id: 'passwords.create',
  method: 'POST',
  path: '/v1/passwords',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Create a user with a password',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    password: Type.String(),
    ...startSessionArguments,
    trusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    untrusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    name: Type.Optional(Name),
  }),
  response: { email_id: Type.String(), ...loginResponse },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.password(environment, body.email, body);
    if (sandbox) return { email_id: sandbox.methodId, ...presentLogin(environment, sandbox) };
    const login = await services.passwords.create(environment, body);
    return {
      email_id: factorWireId(environment.kind, login.email),
      ...presentLogin(environment, login),
    };
  },
});
