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
    const { id } = await services.projects.getEnvironment(place);
    const { users, m2mClients } = await services.counting.counts(id);
    return {
      metrics: {
        user_count: users,
        organization_count: 0,
        member_count: 0,
        m2m_client_count: m2mClients,
      },
    };
  },
});
