import { DAY, HOUR, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import {
  type Outgoing,
  OutgoingError,
  type OutgoingResponse,
} from '../../platform/http/outgoing.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './client.store.ts';
import type { Client } from './client-record.ts';
import { clientRow, fieldColumns } from './client-row.ts';
import { blankClient } from './client-rules.ts';
import { addDynamicClient, UNUSED_CLIENTS_KEPT } from './dynamic-clients.ts';
import { findClient, looksLikeMetadataUrl } from './find-client.ts';
import { checkedMetadata, readMetadata } from './registering.ts';

/** The draft's own bound: such a document is a few lines. */
export const MAX_DOCUMENT_BYTES = 5_120;
export const DOCUMENT_TIMEOUT_MS = 5 * SECOND;

const MAX_URL = 2_048;
/** How long a document counts as read, whatever its server says. */
const FRESH = { least: MINUTE, usual: HOUR, most: DAY };

/** The client of a client_id, as an authorization needs it; 404 where there is none. */
export type ResolveClient = (environment: Environment, clientId: string) => Promise<Client>;

const misconfigured = (message: string): ApiError =>
  apiError('connected_app_misconfigured_client', { message });

/** Written as any server would compare it: with a path, without fragment, credentials or `..`. */
function isDocumentUrl(text: string): boolean {
  if (text.length > MAX_URL || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.href !== text || url.protocol !== 'https:' || url.pathname === '/') return false;
  return url.hash === '' && url.username === '' && url.password === '';
}

/** How long the answer may be kept (RFC 9111 section 5.2.2), within our bounds. */
function freshFor({ headers }: OutgoingResponse): number {
  const control = headers['cache-control'] ?? '';
  if (/\bno-(?:store|cache)\b/i.test(control)) return FRESH.least;
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(control)?.[1];
  const wanted = seconds === undefined ? FRESH.usual : Number(seconds) * SECOND;
  return Math.min(Math.max(wanted, FRESH.least), FRESH.most);
}

function parseDocument({ status, headers, body }: OutgoingResponse): Record<string, unknown> {
  const json = /^application\/(?:[\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '');
  if (status === 200 && json) {
    try {
      const value: unknown = JSON.parse(body);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return value as Record<string, unknown>;
      }
    } catch {
      // Said below.
    }
  }
  throw misconfigured('The client ID metadata document is not there or is no JSON object.');
}

/** What the document makes of the client; its errors are about the client, not about the request. */
function clientOf(
  environment: Environment,
  blank: Client,
  url: string,
  document: Record<string, unknown>,
): Client {
  // Else anybody could serve a document that speaks for somebody else.
  if (document['client_id'] !== url) {
    throw misconfigured('The client_id of the client ID metadata document is not its own URL.');
  }
  try {
    const metadata = readMetadata(document);
    if (metadata.token_endpoint_auth_method !== 'none' || 'client_secret' in document) {
      throw misconfigured('A client with a client ID metadata document can have no secret.');
    }
    return checkedMetadata(environment, blank, metadata);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw misconfigured(error.message);
  }
}

/**
 * Clients by the URL of a document that describes them (behaviour-platform 7.2). `outgoing` is
 * bounded by the two constants above and refuses private addresses.
 */
export function createClientResolver(dependencies: {
  database: Database;
  outgoing: Outgoing;
  limits: Limits;
}): ResolveClient {
  const { database, outgoing, limits } = dependencies;

  async function fetchDocument(url: string): Promise<OutgoingResponse> {
    try {
      return await outgoing.request(url, { headers: { accept: 'application/json' } });
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      // One answer for every reason: nobody shall explore a network by it.
      throw misconfigured('The client ID metadata document could not be fetched.');
    }
  }

  function insert(environment: Environment, client: Client): Promise<boolean> {
    const createdAt = environment.now();
    const row = clientRow(environment.id, client, { createdAt, registrationHash: null });
    return database.transaction((tx) => addDynamicClient(tx, row));
  }

  async function readAnew(
    environment: Environment,
    url: string,
    known: Client | undefined,
  ): Promise<Client> {
    const host = new URL(url).host;
    await limits.take(environment, {
      'connected_apps.metadata.host': host,
      'connected_apps.metadata.project': environment.id,
    });
    const answer = await fetchDocument(url);
    const now = environment.now();
    const expiresAt = now + UNUSED_CLIENTS_KEPT;
    const blank =
      known ??
      blankClient(orderedId(), 'third_party_public', {
        creationMethod: 'client_id_metadata_document',
        expiresAt,
      });
    const client: Client = {
      ...clientOf(environment, blank, url, parseDocument(answer)),
      clientIdMetadataUrl: url,
      metadataFreshUntil: now + freshFor(answer),
      expiresAt: known?.expiresAt === null ? null : expiresAt,
    };
    const changes = {
      ...fieldColumns(client),
      metadata_fresh_until: client.metadataFreshUntil,
      expires_at: client.expiresAt,
    };
    const stored = known
      ? await store.updateClient(database, environment.id, client.id, changes)
      : await insert(environment, client);
    if (stored) return client;
    // Somebody read it a moment ago, or it went; what is there now counts.
    const there = await findClient(database, environment, url);
    if (!there) throw apiError('connected_app_not_found');
    return there;
  }

  return async (environment, clientId) => {
    const client = await findClient(database, environment, clientId);
    if (!looksLikeMetadataUrl(clientId)) {
      if (!client) throw apiError('connected_app_not_found');
      return client;
    }
    if (!environment.settings.client_id_metadata_documents_enabled || !isDocumentUrl(clientId)) {
      throw apiError('connected_app_not_found');
    }
    const fresh = client && (client.metadataFreshUntil ?? 0) > environment.now();
    return fresh ? client : readAnew(environment, clientId, client);
  };
}
