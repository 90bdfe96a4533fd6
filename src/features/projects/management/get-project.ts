import { operation } from '../../../http/operation.ts';
import { presentProject } from '../present.ts';
import { Project, ProjectParams } from '../wire.ts';
import { projectPlace } from './place.ts';

export const getProject = operation({
  id: 'management.projects.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug',
  caller: 'workspace',
  tag: 'Management: projects',
  summary: 'Read a project',
  params: ProjectParams,
  response: { project: Project },
  async handler({ workspaceKey, services }, { params }) {
    const project = await services.projects.getProject(projectPlace(workspaceKey, params));
    return { project: presentProject(project) };
  },
});
