import { operation } from '../../../http/operation.ts';
import { EnvironmentParams } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const deleteEnvironment = operation({
  id: 'management.environments.delete',
  audit: { scope: 'workspace' },
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug',
  caller: 'workspace',
  tag: 'Management: environments',
  summary: 'Delete a test environment with its users',
  params: EnvironmentParams,
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    await services.projects.deleteEnvironment(environmentPlace(workspaceKey, params));
    return {};
  },
});
