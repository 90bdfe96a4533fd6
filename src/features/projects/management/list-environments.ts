import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentEnvironment } from '../present.ts';
import { Environment, ProjectParams } from '../wire.ts';
import { projectPlace } from './place.ts';

export const listEnvironments = operation({
  id: 'management.environments.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments',
  caller: 'workspace',
  tag: 'Management: environments',
  summary: 'List the environments of a project',
  params: ProjectParams,
  response: { environments: Type.Array(Environment) },
  async handler({ workspaceKey, services }, { params }) {
    const place = projectPlace(workspaceKey, params);
    const environments = await services.projects.listEnvironments(place);
    return { environments: environments.map(presentEnvironment) };
  },
});
