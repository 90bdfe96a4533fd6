import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { userWireId } from '../../users/present-user.ts';
import { Domain, optionsArguments, UserId } from './arguments.ts';

export const startWebauthnAuthentication = operation({
  id: 'webauthn.authenticate_start',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/webauthn/authenticate/start',
  caller: 'project',
  tag: 'WebAuthn',
  summary: 'Options for a browser to sign with a credential',
  // Without a user it reads nothing that could confirm the environment.
  body: Type.Object({
    domain: Domain(),
    user_id: Type.Optional(UserId()),
    ...optionsArguments,
  }),
  response: {
    user_id: Type.String({ description: 'Empty where no user was named.' }),
    public_key_credential_request_options: Type.String({ description: 'JSON text.' }),
  },
  async handler({ environment, services }, { body }) {
    const { user, options } = await services.webauthn.startAuthentication(environment, body);
    return {
      user_id: user ? userWireId(environment.kind, user.id) : '',
      public_key_credential_request_options: options,
    };
  },
});
