import { apiError } from '../catalogue.ts';
import type { SessionRecord } from './session-record.ts';

/** Sessions of operators who look at what a user sees (behaviour-platform 12). */
export const isImpersonated = ({ factors }: Pick<SessionRecord, 'factors'>): boolean =>
  factors.some(({ type }) => type === 'impersonated');

/** Throws `session_not_mutable`: nothing that outlives the hour may come of such a session. */
export function assertMutable(session: Pick<SessionRecord, 'factors'>): void {
  if (isImpersonated(session)) throw apiError('session_not_mutable');
}
