import { operation } from '../../../http/operation.ts';
import { ProjectParams } from '../wire.ts';
import { projectPlace } from './place.ts';

export const deleteProject = operation({
  id: 'management.projects.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug',
  caller: 'workspace',
  tag: 'Management: projects',
  summary: 'Delete a project with all its environments',
  params: ProjectParams,
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    await services.projects.deleteProject(projectPlace(workspaceKey, params));
    return {};
  },
});
