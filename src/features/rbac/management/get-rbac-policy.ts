import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { presentManagedPolicy } from '../present-policy.ts';
import { ManagedPolicy } from '../wire.ts';

export const getRbacPolicy = operation({
  id: 'management.rbac_policy.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/rbac_policy',
  caller: 'workspace',
  tag: 'Management: RBAC',
  summary: 'Read the policy of an environment',
  params: EnvironmentParams,
  response: { policy: ManagedPolicy },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const { settings } = await services.projects.getEnvironment(place);
    return { policy: presentManagedPolicy(settings.rbac_policy) };
  },
});
