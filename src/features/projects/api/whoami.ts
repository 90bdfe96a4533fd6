import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';

export const whoami = operation({
  id: 'debug.whoami',
  method: 'GET',
  path: '/v1/debug/whoami',
  caller: 'project',
  tag: 'Debug',
  summary: 'Show the project of the credentials',
  response: { project_id: Type.String(), name: Type.String() },
  async handler({ environment }) {
    return { project_id: environment.projectId, name: environment.projectName };
  },
});
