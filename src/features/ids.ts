import { parseWireId } from '../platform/ids.ts';
import { apiError, type ErrorType } from './catalogue.ts';
import type { Environment } from './projects/environment.ts';

/** Reads a wire id of this environment, or throws: `malformed`, or the other-environment errors. */
export function readId(
  environment: Environment,
  kind: string,
  id: string,
  malformed: ErrorType,
): string {
  const parsed = parseWireId(kind, environment.kind, id);
  if (parsed.ok) return parsed.uuid;
  throw apiError(parsed.reason === 'malformed' ? malformed : otherEnvironmentError(environment));
}

export const otherEnvironmentError = (environment: Pick<Environment, 'kind'>): ErrorType =>
  environment.kind === 'test'
    ? 'live_id_used_in_test_environment'
    : 'test_id_used_in_live_environment';

/** The uuid inside a project_id of either environment; undefined where malformed. */
export function readProjectId(id: string): string | undefined {
  for (const kind of ['test', 'live'] as const) {
    const parsed = parseWireId('project', kind, id);
    if (parsed.ok) return parsed.uuid;
  }
  return undefined;
}
