import { operation } from '../../../http/operation.ts';
import { EnvironmentParams, Metrics } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const getMetrics = operation({
  id: 'management.environments.metrics',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/metrics',
  caller: 'workspace',
  tag: 'Management: environments',
  summary: 'Count what an environment holds',
  params: EnvironmentParams,
  response: { metrics: Metrics },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const user_count = await services.projects.countUsers(place);
    const { id } = await services.projects.getEnvironment(place);
    const m2m_client_count = await services.m2m.count(id);
    const metrics = { user_count, organization_count: 0, member_count: 0, m2m_client_count };
    return { metrics };
  },
});
