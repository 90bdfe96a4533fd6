import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { withError } from '../../wire-schema.ts';
import { presentProject } from '../present.ts';
import { Project, ProjectParams } from '../wire.ts';
import { projectPlace } from './place.ts';

export const updateProject = operation({
  id: 'management.projects.update',
  method: 'PATCH',
  path: '/pwa/v3/projects/:project_slug',
  caller: 'workspace',
  tag: 'Management: projects',
  summary: 'Rename a project',
  params: ProjectParams,
  body: Type.Object({ name: Type.Optional(withError('invalid_project_name', Type.String())) }),
  response: { project: Project },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = projectPlace(workspaceKey, params);
    const project = await services.projects.updateProject(place, { name: body.name });
    return { project: presentProject(project) };
  },
});
