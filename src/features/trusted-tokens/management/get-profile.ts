import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { ProfileParams, presentProfile, TrustedTokenProfile } from '../wire.ts';

export const getProfile = operation({
  id: 'management.trusted_token_profiles.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles/:profile_id',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Read a trusted auth token profile',
  params: ProfileParams,
  response: { profile: TrustedTokenProfile },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const found = await services.trustedTokens.getProfile(place, params.profile_id);
    return { profile: presentProfile(found.environment.kind, found.profile) };
  },
});
