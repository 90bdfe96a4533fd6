import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { factorWireId } from '../../users/present-user.ts';
import { named } from '../../wire-schema.ts';

const WebAuthnCredential = named(
  'WebAuthnCredential',
  Type.Object({
    credential_id: Type.String({ description: 'base64url, as browsers write it.' }),
    webauthn_registration_id: Type.String(),
    type: Type.String({ description: 'Always public-key.' }),
    public_key: Type.String({ description: 'COSE key, base64.' }),
  }),
);

export const listCredentials = operation({
  id: 'webauthn.list_credentials',
  method: 'GET',
  path: '/v1/webauthn/credentials/:user_id/:domain',
  caller: 'project',
  tag: 'WebAuthn',
  summary: "List a user's credentials for a domain",
  confirms: true,
  params: Type.Object({ user_id: Type.String(), domain: Type.String() }),
  response: { credentials: Type.Array(WebAuthnCredential) },
  async handler({ environment, services }, { params }) {
    const { user_id, domain } = params;
    const listed = await services.webauthn.list(environment, user_id, domain);
    return {
      credentials: listed.map(({ registration, publicKey }) => ({
        credential_id: registration.identifier,
        webauthn_registration_id: factorWireId(environment.kind, registration),
        type: 'public-key',
        public_key: publicKey,
      })),
    };
  },
});
