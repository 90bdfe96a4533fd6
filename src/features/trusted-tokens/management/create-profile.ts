import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { OneOf, withError } from '../../wire-schema.ts';
import { AttributeMapping, presentProfile, publicKeyTypes, TrustedTokenProfile } from '../wire.ts';

export const createProfile = operation({
  id: 'management.trusted_token_profiles.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Trust the tokens of another system',
  params: EnvironmentParams,
  body: Type.Object({
    name: Type.String(),
    audience: Type.String(),
    issuer: withError('invalid_issuer', Type.String()),
    // The Go client leaves out empty lists and false.
    pem_files: Type.Optional(Type.Array(Type.String({ description: 'PEM of a public key.' }))),
    can_jit_provision: Type.Optional(Type.Boolean()),
    jwks_url: Type.Optional(Type.String()),
    attribute_mapping: Type.Optional(AttributeMapping),
    public_key_type: Type.Optional(OneOf(publicKeyTypes)),
  }),
  response: { profile: TrustedTokenProfile },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const created = await services.trustedTokens.createProfile(place, body);
    return { profile: presentProfile(created.environment.kind, created.profile) };
  },
});
