import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { presentBridgeProject, projectIdOf } from '../present.ts';
import { BridgeProject } from '../wire.ts';

export const getBridgeProject = operation({
  id: 'management.bridge.get',
  method: 'GET',
  path: '/web/v1/projects/:project_id',
  caller: 'workspace',
  tag: 'Management: bridge',
  summary: 'Find a project by the id of one of its environments',
  params: Type.Object({ project_id: Type.String() }),
  response: { project: BridgeProject },
  async handler({ workspaceKey, services }, { params }) {
    const { workspaceId } = workspaceKey;
    const environments = await services.projects.listWorkspaceEnvironments(workspaceId);
    const named = environments.find((one) => projectIdOf(one) === params.project_id);
    const projects = await services.projects.listProjects(workspaceId);
    const project = projects.find((one) => one.id === named?.projectUuid);
    if (!project) throw apiError('project_not_found');
    return { project: presentBridgeProject(project, environments) };
  },
});
