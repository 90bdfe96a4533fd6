import { operation } from '../../../http/operation.ts';
import { presentEnvironment } from '../present.ts';
import { Environment, EnvironmentParams } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const getEnvironment = operation({
  id: 'management.environments.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug',
  caller: 'workspace',
  tag: 'Management: environments',
  summary: 'Read an environment',
  params: EnvironmentParams,
  response: { environment: Environment },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const environment = await services.projects.getEnvironment(place);
    return { environment: presentEnvironment(environment) };
  },
});
