import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { named, OneOf } from '../../wire-schema.ts';

const ProjectMetric = named(
  'ProjectMetric',
  Type.Object({
    metric_type: OneOf([
      'UNKNOWN',
      'USER_COUNT',
      'ORGANIZATION_COUNT',
      'MEMBER_COUNT',
      'M2M_CLIENT_COUNT',
    ]),
    count: Type.Integer({ minimum: 0 }),
  }),
);

/** Reference: behaviour-platform 15. A consumer project has neither organizations nor members. */
export const getProjectMetrics = operation({
  id: 'projects.metrics',
  method: 'GET',
  path: '/v1/projects/metrics',
  caller: 'project',
  tag: 'Project',
  summary: 'Count what the project holds now',
  response: { project_id: Type.String(), metrics: Type.Array(ProjectMetric) },
  async handler({ environment, services }) {
    const { users, m2mClients } = await services.counting.counts(environment.id);
    return {
      project_id: environment.projectId,
      metrics: [
        { metric_type: 'USER_COUNT' as const, count: users },
        { metric_type: 'ORGANIZATION_COUNT' as const, count: 0 },
        { metric_type: 'MEMBER_COUNT' as const, count: 0 },
        { metric_type: 'M2M_CLIENT_COUNT' as const, count: m2mClients },
      ],
    };
  },
});
