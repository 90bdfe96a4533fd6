import { apiError, type ErrorType } from '../features/catalogue.ts';
import type { ApiError } from '../platform/errors/api-error.ts';

interface Problem {
  keyword: string;
  params: Record<string, unknown>;
  parentSchema?: {
    'x-error'?: ErrorType;
    'x-type-error'?: ErrorType;
    properties?: Record<string, { 'x-error'?: ErrorType }>;
  };
}

/**
 * The catalogue error of a schema violation: the schema names it (`x-error` for a broken rule or
 * a missing member, `x-type-error` for another JSON type), else it is `bad_request`.
 */
export function errorOfViolation(problems: readonly Problem[]): ApiError {
  const problem = problems[0];
  const schema = problem?.parentSchema;
  if (!problem || !schema) return apiError('bad_request');
  if (problem.keyword === 'required') {
    const missing = String(problem.params['missingProperty']);
    return apiError(schema.properties?.[missing]?.['x-error'] ?? 'bad_request');
  }
  if (problem.keyword === 'type') return apiError(schema['x-type-error'] ?? 'bad_request');
  return apiError(schema['x-error'] ?? 'bad_request');
}
