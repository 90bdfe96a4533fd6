import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { PEMFile, ProfileParams, presentPemFile } from '../wire.ts';

export const createPemFile = operation({
  id: 'management.trusted_token_profiles.keys.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles/:profile_id/keys',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'Add a public key to a profile',
  params: ProfileParams,
  body: Type.Object({
    public_key: Type.String({ description: 'PEM; kept as it is.' }),
  }),
  response: { pem_file: PEMFile },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const { profile_id } = params;
    const added = await services.trustedTokens.addPemFile(place, profile_id, body.public_key);
    return { pem_file: presentPemFile(added.environment.kind, added.pemFile) };
  },
});
