import type { UnbuiltOperation } from '../../../http/unbuilt.ts';

const PROJECT = '/pwa/v3/projects/:project_slug';
const ENVIRONMENT = `${PROJECT}/environments/:environment_slug`;

const paths: Readonly<Record<string, readonly UnbuiltOperation['method'][]>> = {
  [`${ENVIRONMENT}/sdk/consumer`]: ['GET', 'PUT'],
  [`${ENVIRONMENT}/sdk/b2b`]: ['GET', 'PUT'],
  [`${ENVIRONMENT}/event_log_streaming`]: ['POST'],
  [`${ENVIRONMENT}/event_log_streaming/:destination_type`]: ['GET', 'PUT', 'DELETE'],
  [`${ENVIRONMENT}/event_log_streaming/:destination_type/enable`]: ['POST'],
  [`${ENVIRONMENT}/event_log_streaming/:destination_type/disable`]: ['POST'],
};

/** Documented management operations that are not built yet: 501. */
export const unbuiltManagementOperations: readonly UnbuiltOperation[] = Object.entries(
  paths,
).flatMap(([path, methods]) =>
  methods.map((method) => ({ method, path, caller: 'workspace' as const })),
);
