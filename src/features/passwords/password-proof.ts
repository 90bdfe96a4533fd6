import type { ProvenFactor } from '../sessions/authentication-factors.ts';

/** A session's note of a password: it has no id, a user has one at a time (behaviour-core 2.8). */
export const passwordProof: ProvenFactor = { type: 'password', delivery_method: 'knowledge' };
