import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentProject } from '../present.ts';
import { Project } from '../wire.ts';

export const listProjects = operation({
  id: 'management.projects.list',
  method: 'GET',
  path: '/pwa/v3/projects',
  caller: 'workspace',
  tag: 'Management: projects',
  summary: 'List the projects of the workspace',
  response: { projects: Type.Array(Project) },
  async handler({ workspaceKey, services }) {
    const projects = await services.projects.listProjects(workspaceKey.workspaceId);
    return { projects: projects.map(presentProject) };
  },
});
