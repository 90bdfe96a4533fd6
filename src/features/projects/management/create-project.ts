import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { OneOf, withError } from '../../wire-schema.ts';
import { presentProject } from '../present.ts';
import { Project, verticals } from '../wire.ts';

export const createProject = operation({
  id: 'management.projects.create',
  method: 'POST',
  path: '/pwa/v3/projects',
  caller: 'workspace',
  tag: 'Management: projects',
  summary: 'Create a project, which has no environments yet',
  body: Type.Object({
    name: withError('invalid_project_name', Type.String()),
    vertical: Type.Optional(withError('invalid_argument', OneOf(verticals))),
    project_slug: Type.Optional(Type.String()),
  }),
  response: { project: Project },
  async handler({ workspaceKey, services }, { body }) {
    const { name, vertical, project_slug: slug } = body;
    const input = { name, vertical, slug };
    const project = await services.projects.createProject(workspaceKey.workspaceId, input);
    return { project: presentProject(project) };
  },
});
