import { parseTimestamp } from '../../platform/clock.ts';
import { apiError } from '../catalogue.ts';
import { isAuthority, isPchars, isStatement, isUri } from './rfc3986.ts';

/** As the caller gives them. */
export interface SiweParams {
  domain: string;
  uri: string;
  resources?: string[] | undefined;
  chain_id?: string | undefined;
  statement?: string | undefined;
  issued_at?: string | undefined;
  not_before?: string | undefined;
  message_request_id?: string | undefined;
}

/** Checked, with defaults. Instants in milliseconds. */
export interface Siwe {
  domain: string;
  uri: string;
  resources: string[];
  chainId: string;
  statement: string | undefined;
  issuedAt: number;
  notBefore: number | undefined;
  requestId: string | undefined;
}

/** As the reference says: the greatest that EIP-155 leaves room for in 64 bits. */
const MAX_CHAIN_ID = 9_223_372_036_854_775_771n;
const DEFAULT_CHAIN_ID = '1';

/** Of each text; a wallet has to show them. */
const MAX_LENGTH = 2_048;
const MAX_RESOURCES = 100;

function readChainId(text: string): string {
  if (!/^[1-9]\d{0,18}$/.test(text) || BigInt(text) > MAX_CHAIN_ID) {
    throw apiError('invalid_siwe_chain_id');
  }
  return text;
}

function readInstant(name: string, text: string): number {
  const instant = parseTimestamp(text);
  // With an offset, the first and last hours of the calendar lie outside of it.
  const fits = instant !== undefined && /^\d{4}-/.test(new Date(instant).toISOString());
  if (fits) return instant;
  throw apiError('bad_request', {
    message: `${name} of siwe_params must be a timestamp as in RFC 3339.`,
  });
}

/** An empty text is an absent one: some clients send what nobody has set. */
const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const fits = (text: string): boolean => text.length <= MAX_LENGTH;

/** Each rule throws its own `invalid_siwe_*`. `now` is the environment's time. */
export function readSiwe(params: SiweParams, now: number): Siwe {
  const { domain, uri, resources = [] } = params;
  const statement = given(params.statement);
  const requestId = given(params.message_request_id);
  if (domain === '' || !fits(domain) || !isAuthority(domain)) throw apiError('invalid_siwe_domain');
  if (!fits(uri) || !isUri(uri)) throw apiError('invalid_siwe_uri');
  if (resources.length > MAX_RESOURCES || !resources.every((one) => fits(one) && isUri(one))) {
    throw apiError('invalid_siwe_resource');
  }
  if (statement !== undefined && !(fits(statement) && isStatement(statement))) {
    throw apiError('invalid_siwe_statement');
  }
  if (requestId !== undefined && !(fits(requestId) && isPchars(requestId))) {
    throw apiError('invalid_siwe_message_request_id');
  }
  const notBefore = given(params.not_before);
  const issuedAt = given(params.issued_at);
  return {
    domain,
    uri,
    resources,
    chainId: readChainId(params.chain_id ?? DEFAULT_CHAIN_ID),
    statement,
    issuedAt: issuedAt === undefined ? now : readInstant('issued_at', issuedAt),
    notBefore: notBefore === undefined ? undefined : readInstant('not_before', notBefore),
    requestId,
  };
}
