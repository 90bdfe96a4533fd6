import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentMaskedSecret } from '../present.ts';
import { EnvironmentParams, MaskedSecret } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const listSecrets = operation({
  id: 'management.secrets.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/secrets',
  caller: 'workspace',
  tag: 'Management: secrets',
  summary: 'List the secrets of an environment, masked',
  params: EnvironmentParams,
  response: { secrets: Type.Array(MaskedSecret) },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const secrets = await services.projects.listSecrets(place);
    return { secrets: secrets.map(presentMaskedSecret) };
  },
});
