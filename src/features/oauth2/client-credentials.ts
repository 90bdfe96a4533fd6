import { readBasic } from '../../platform/basic-auth.ts';
import { apiError } from '../catalogue.ts';

/** What a client says it is, unproven. */
export interface ClientCredentials {
  clientId: string;
  /** What its secret may be: the readings of what was sent. Empty for a public client. */
  secrets: readonly string[];
}

interface Fields {
  client_id?: unknown;
  client_secret?: unknown;
}

/** The SDKs send their project's credentials everywhere; those are no client's. */
const PROJECT_ID = /^project-(?:test|live)-/;

/** Whether an Authorization header holds credentials of a client. */
export function hasClientHeader(header: string | undefined): boolean {
  const basic = readBasic(header);
  return basic !== undefined && !PROJECT_ID.test(basic.username);
}

/** The project_id in an Authorization header, unproven. */
export function projectOfHeader(header: string | undefined): string | undefined {
  const username = readBasic(header)?.username;
  return username !== undefined && PROJECT_ID.test(username) ? username : undefined;
}

/** Form decoding of one text (RFC 6749 section 2.3.1); undefined where it is not encoded so. */
function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Many clients leave the encoding out, so a text is also taken as it stands. */
const readings = (text: string): string[] => {
  const decoded = formDecoded(text);
  return decoded === undefined || decoded === text ? [text] : [decoded, text];
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Credentials in the body win over the header, as SDKs send both and mean the body
 * (behaviour-platform 1.4). undefined where nothing names a client.
 */
export function readClientCredentials(
  header: string | undefined,
  fields: Fields,
): ClientCredentials | undefined {
  const clientId = text(fields.client_id);
  const clientSecret = text(fields.client_secret);
  if (clientId !== undefined && clientSecret !== undefined) {
    return { clientId, secrets: [clientSecret] };
  }
  const basic = hasClientHeader(header) ? readBasic(header) : undefined;
  if (!basic) return clientId === undefined ? undefined : { clientId, secrets: [] };
  const username = formDecoded(basic.username) ?? basic.username;
  // RFC 6749 lets the body name the client again.
  if (clientId !== undefined && clientId !== username) return { clientId, secrets: [] };
  return { clientId: username, secrets: basic.password === '' ? [] : readings(basic.password) };
}

/** The same, or `invalid_request`. */
export function requireClientCredentials(
  header: string | undefined,
  fields: Fields,
): ClientCredentials {
  const credentials = readClientCredentials(header, fields);
  if (!credentials) throw apiError('invalid_request', { message: 'client_id is missing.' });
  return credentials;
}
