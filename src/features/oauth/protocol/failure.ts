import { errors as joseErrors } from 'jose';
import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
} from 'oauth4webapi';
import { OutgoingError } from '../../../platform/http/outgoing.ts';
import {
  ProviderFailure,
  type ProviderFailureDetail,
  type ProviderFailureKind,
  type ProviderFailureOptions,
  type ProviderFailureStage,
} from '../provider-client.ts';
import type { ProviderSlug } from '../providers/slugs.ts';

/** How providers say that the person did not want to: RFC 6749, LinkedIn, Apple. */
const DENIALS = new Set([
  'access_denied',
  'user_cancelled_login',
  'user_cancelled_authorize',
  'user_denied',
]);

const MAX_TEXT = 300;

/** A provider's own words, fit for a log line. */
export const cleanText = (text: unknown): string =>
  typeof text === 'string' ? text.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_TEXT) : '';

/** An OAuth error code; all else is no code (RFC 6749 section 5.2). */
const cleanCode = (code: unknown): string | undefined =>
  typeof code === 'string' && /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(code)
    ? code
    : undefined;

type Classified = Pick<ProviderFailureOptions, 'kind' | 'description' | 'code' | 'detail'>;

function describeRefusal(kind: ProviderFailureKind, error: string, words: unknown): Classified {
  const code = cleanCode(error);
  const said = cleanText(words);
  return { kind, code, description: said === '' ? `answered ${code ?? 'an error'}` : said };
}

function classifyOutgoing({ reason, message }: OutgoingError): Classified {
  const answered = reason === 'too-large' || reason === 'malformed';
  return { kind: answered ? 'provider_error' : 'unreachable', description: message };
}

function idTokenDetail(error: joseErrors.JOSEError): ProviderFailureDetail | undefined {
  if (error instanceof joseErrors.JWTExpired) return 'id_token_expired';
  if (!(error instanceof joseErrors.JWTClaimValidationFailed)) return undefined;
  if (error.claim === 'aud' || error.claim === 'azp') return 'id_token_incorrect_audience';
  return error.claim === 'nonce' ? 'id_token_nonce_invalid' : undefined;
}

/** What an error of the way out or of a library says of the provider; undefined for a bug. */
function classify(error: unknown): Classified | undefined {
  if (error instanceof OutgoingError) return classifyOutgoing(error);
  if (error instanceof AuthorizationResponseError) {
    const kind = DENIALS.has(error.error) ? 'denied' : 'provider_error';
    return describeRefusal(kind, error.error, error.error_description);
  }
  if (error instanceof ResponseBodyError) {
    return describeRefusal('provider_error', error.error, error.error_description);
  }
  if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError) {
    return { kind: 'provider_error', description: cleanText(error.message) };
  }
  if (error instanceof joseErrors.JOSEError) {
    const detail = idTokenDetail(error);
    return { kind: 'invalid_token', description: `ID token: ${cleanText(error.message)}`, detail };
  }
  return undefined;
}

/** Runs a step; what is wrong outside of this server comes out as a ProviderFailure. */
export async function at<T>(
  provider: ProviderSlug,
  stage: ProviderFailureStage,
  step: () => T | Promise<T>,
  detailOf: () => ProviderFailureDetail | undefined = () => undefined,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const classified = error instanceof ProviderFailure ? undefined : classify(error);
    if (!classified) throw error;
    const detail = classified.detail ?? detailOf();
    throw new ProviderFailure({ provider, stage, ...classified, detail, cause: error });
  }
}
