import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { PemFileParams } from '../wire.ts';

export const deletePemFile = operation({
  id: 'management.trusted_token_profiles.keys.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles/:profile_id/keys/:pem_file_id',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Delete a public key of a profile that has another',
  params: PemFileParams,
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    await services.trustedTokens.deletePemFile(place, params.profile_id, params.pem_file_id);
    return {};
  },
});
