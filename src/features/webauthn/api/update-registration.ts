import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { factorWireId } from '../../users/present-user.ts';
import { WebAuthnRegistration } from '../../users/wire.ts';
import { Nullable, withError } from '../../wire-schema.ts';

export const updateRegistration = operation({
  id: 'webauthn.update',
  method: 'PUT',
  path: '/v1/webauthn/:webauthn_registration_id',
  caller: 'project',
  tag: 'WebAuthn',
  summary: 'Name a registration',
  confirms: true,
  params: Type.Object({ webauthn_registration_id: Type.String() }),
  body: Type.Object({ name: withError('empty_webauthn_registration_name', Type.String()) }),
  response: { webauthn_registration: Type.Optional(Nullable(WebAuthnRegistration)) },
  async handler({ environment, services }, { params, body }) {
    const { webauthn_registration_id } = params;
    const registration = await services.webauthn.rename(
      environment,
      webauthn_registration_id,
      body.name,
    );
    return {
      webauthn_registration: {
        webauthn_registration_id: factorWireId(environment.kind, registration),
        verified: registration.verified,
        ...registration.data,
      },
    };
  },
});
