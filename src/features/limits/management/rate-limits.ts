import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { presentLimits, RateLimit, RateLimitChange, readLimits } from '../present-limits.ts';

const path = '/pwa/v3/projects/:project_slug/environments/:environment_slug/rate_limits';
const response = { rate_limits: Type.Array(RateLimit) };

/** Ours: the hosted service's limits cannot be seen or set. */
const getRateLimits = operation({
  id: 'management.rate_limits.get',
  method: 'GET',
  path,
  caller: 'workspace',
  tag: 'Management: rate limits',
  summary: 'List the rate limits of an environment',
  params: EnvironmentParams,
  response,
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const { settings } = await services.projects.getEnvironment(place);
    return { rate_limits: presentLimits(settings.rate_limits) };
  },
});

const setRateLimits = operation({
  id: 'management.rate_limits.set',
  method: 'PUT',
  path,
  caller: 'workspace',
  tag: 'Management: rate limits',
  summary: 'Set the rate limits in which an environment differs; all others get their defaults',
  params: EnvironmentParams,
  body: Type.Object({ rate_limits: Type.Array(RateLimitChange, { maxItems: 100 }) }),
  response,
  async handler({ workspaceKey, services }, { params, body }) {
    const { settings } = await services.projects.updateEnvironment(
      environmentPlace(workspaceKey, params),
      { settings: { rate_limits: readLimits(body.rate_limits) } },
    );
    return { rate_limits: presentLimits(settings.rate_limits) };
  },
});

export const rateLimitOperations: readonly Operation[] = [getRateLimits, setRateLimits];
