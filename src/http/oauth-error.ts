import type { FastifyRequest } from 'fastify';
import { apiError } from '../features/catalogue.ts';
import { hasClientHeader } from '../features/oauth2/client-credentials.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import { requestIdOf } from './request-id.ts';

/** OAuth's endpoints have names of their own (RFC 6749 section 5.2, RFC 6750 section 3.1). */
function oauthName(error: ApiError): ApiError {
  if (error.type === 'bad_request') return apiError('invalid_request');
  if (error.type !== 'invalid_access_token') return error;
  const { status, message, cause } = error;
  return new ApiError({ type: 'invalid_token', status, message, cause });
}

/**
 * A client that authenticated by header learns of its failure by 401 and a challenge, as RFC 6749
 * section 5.2 demands; all others get the 400 that the hosted service answers (1.6).
 */
function challenge({ type, status }: ApiError, request: FastifyRequest) {
  if (type === 'invalid_client' && hasClientHeader(request.headers.authorization)) {
    return { status: 401, headers: { 'www-authenticate': 'Basic realm="oauth2"' } };
  }
  // RFC 6750 section 3.
  if (type === 'invalid_token') {
    return { status, headers: { 'www-authenticate': `Bearer error="${type}"` } };
  }
  return { status, headers: {} };
}

/** Both families of members (behaviour-platform 0.4): some SDKs read the one, some the other. */
export function oauthError(error: ApiError, request: FastifyRequest) {
  const named = oauthName(error);
  const { type, message } = named;
  const { status, headers } = challenge(named, request);
  const url = `https://stytch.com/docs/api/errors/${status}#${type}`;
  return {
    status,
    headers,
    body: {
      status_code: status,
      request_id: requestIdOf(request),
      error: type,
      error_description: message,
      error_uri: url,
      error_type: type,
      error_message: message,
      error_url: url,
    },
  };
}
