import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { userWireId } from '../../users/present-user.ts';
import { Domain, optionsArguments, UserId } from './arguments.ts';

export const startWebauthnRegistration = operation({
  id: 'webauthn.register_start',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/webauthn/register/start',
  caller: 'project',
  tag: 'WebAuthn',
  summary: 'Options for a browser to create a credential for a user',
  confirms: true,
  body: Type.Object({
    user_id: UserId(),
    domain: Domain(),
    user_agent: Type.Optional(Type.String()),
    authenticator_type: Type.Optional(
      Type.String({ description: 'platform, cross-platform, or absent for both.' }),
    ),
    override_id: Type.Optional(Type.String({ description: 'User handle, at most 64 bytes.' })),
    override_name: Type.Optional(Type.String()),
    override_display_name: Type.Optional(Type.String()),
    ...optionsArguments,
  }),
  response: {
    user_id: Type.String(),
    public_key_credential_creation_options: Type.String({ description: 'JSON text.' }),
  },
  async handler({ environment, services }, { body }) {
    const { user, options } = await services.webauthn.startRegistration(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      public_key_credential_creation_options: options,
    };
  },
});
