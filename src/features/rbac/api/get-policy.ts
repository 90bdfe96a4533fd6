import { operation } from '../../../http/operation.ts';
import { Policy } from '../wire.ts';

export const getPolicy = operation({
  id: 'rbac.policy',
  method: 'GET',
  path: '/v1/rbac/policy',
  caller: 'project',
  tag: 'RBAC',
  summary: 'Read the roles, resources and scopes of the environment, for checks in an SDK',
  response: { policy: Policy },
  async handler({ environment, services }) {
    return { policy: services.rbac.policy(environment) };
  },
});
