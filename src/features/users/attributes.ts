import { apiError } from '../catalogue.ts';
import type { Attributes } from './wire.ts';

export interface AttributeOptions {
  ip_match_required?: boolean;
  user_agent_match_required?: boolean;
}

/**
 * Compares the attributes of a start with those of its authentication, where the caller asks for
 * it. A side without the attribute matches nothing (behaviour-messaging-oauth 3.7).
 */
export function assertAttributesMatch(
  stored: Required<Attributes>,
  given: Required<Attributes>,
  options: AttributeOptions | undefined,
): void {
  const differs = (a: string, b: string) => a === '' || a !== b;
  const { ip_match_required, user_agent_match_required } = options ?? {};
  if (
    (ip_match_required && differs(stored.ip_address, given.ip_address)) ||
    (user_agent_match_required && differs(stored.user_agent, given.user_agent))
  ) {
    throw apiError('attribute_mismatch');
  }
}
