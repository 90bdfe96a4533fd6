import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { ProfileParams } from '../wire.ts';

export const deleteProfile = operation({
  id: 'management.trusted_token_profiles.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles/:profile_id',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Trust the tokens of another system no more',
  params: ProfileParams,
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    await services.trustedTokens.deleteProfile(place, params.profile_id);
    return {};
  },
});
