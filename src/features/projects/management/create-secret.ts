import { operation } from '../../../http/operation.ts';
import { presentSecret } from '../present.ts';
import { EnvironmentParams, Secret } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const createSecret = operation({
  id: 'management.secrets.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/secrets',
  caller: 'workspace',
  tag: 'Management: secrets',
  summary: 'Create a secret and show it for the only time',
  params: EnvironmentParams,
  response: { secret: Secret },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    return { secret: presentSecret(await services.projects.createSecret(place)) };
  },
});
