import type { FastifyRequest } from 'fastify';
import { wireId } from '../platform/ids.ts';

const LIVE_PROJECT = /^basic +cHJvamVjdC1saXZl/i;

/**
 * `request-id-<env>-<uuid>`. Before authentication the environment is read off the credentials:
 * the base64 of `project-live` begins that way; all else counts as test.
 */
export function requestIdOf(request: FastifyRequest): string {
  const kind =
    request.environment?.kind ??
    (LIVE_PROJECT.test(request.headers.authorization ?? '') ? 'live' : 'test');
  return wireId('request-id', kind, request.id);
}
