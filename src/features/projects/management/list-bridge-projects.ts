import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentBridgeProject } from '../present.ts';
import { BridgeProject } from '../wire.ts';

export const listBridgeProjects = operation({
  id: 'management.bridge.list',
  method: 'GET',
  path: '/web/v1/projects',
  caller: 'workspace',
  tag: 'Management: bridge',
  summary: 'List projects in the form that old Terraform states know',
  response: { projects: Type.Array(BridgeProject) },
  async handler({ workspaceKey, services }) {
    const { workspaceId } = workspaceKey;
    const projects = await services.projects.listProjects(workspaceId);
    const environments = await services.projects.listWorkspaceEnvironments(workspaceId);
    return { projects: projects.map((project) => presentBridgeProject(project, environments)) };
  },
});
