import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { PEMFile, PemFileParams, presentPemFile } from '../wire.ts';

export const getPemFile = operation({
  id: 'management.trusted_token_profiles.keys.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles/:profile_id/keys/:pem_file_id',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Read a public key of a profile',
  params: PemFileParams,
  response: { pem_file: PEMFile },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const { profile_id, pem_file_id } = params;
    const found = await services.trustedTokens.getPemFile(place, profile_id, pem_file_id);
    return { pem_file: presentPemFile(found.environment.kind, found.pemFile) };
  },
});
