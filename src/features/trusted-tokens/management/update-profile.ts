import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { withError } from '../../wire-schema.ts';
import { AttributeMapping, ProfileParams, presentProfile, TrustedTokenProfile } from '../wire.ts';

export const updateProfile = operation({
  id: 'management.trusted_token_profiles.update',
  method: 'PATCH',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles/:profile_id',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Change a trusted auth token profile; what is absent stays',
  params: ProfileParams,
  body: Type.Object({
    name: Type.Optional(Type.String()),
    audience: Type.Optional(Type.String()),
    issuer: Type.Optional(withError('invalid_issuer', Type.String())),
    jwks_url: Type.Optional(Type.String()),
    attribute_mapping: Type.Optional(AttributeMapping),
    can_jit_provision: Type.Optional(Type.Boolean()),
  }),
  response: { profile: TrustedTokenProfile },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const updated = await services.trustedTokens.updateProfile(place, params.profile_id, body);
    return { profile: presentProfile(updated.environment.kind, updated.profile) };
  },
});
