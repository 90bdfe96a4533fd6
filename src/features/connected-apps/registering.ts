import { createHash } from 'node:crypto';
import type { Database } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './client.store.ts';
import type { Client } from './client-record.ts';
import { clientRow } from './client-row.ts';
import { blankClient, withFields } from './client-rules.ts';
import { newSecret } from './clients.ts';
import { addDynamicClient, UNUSED_CLIENTS_KEPT } from './dynamic-clients.ts';

/** What a client says of itself (RFC 7591 section 2). Checked as it is stored. */
export interface ClientMetadata {
  redirect_uris: string[];
  /** OpenID Connect RP-Initiated Logout 1.0 section 3.1. */
  post_logout_redirect_uris: string[];
  client_name: string;
  client_uri: string;
  logo_uri: string;
  token_endpoint_auth_method: 'none' | 'client_secret_post' | 'client_secret_basic';
}

export interface Registration {
  client: Client;
  /** Undefined for a public client. */
  secret: string | undefined;
  /** Seconds since 1970. */
  metadata: ClientMetadata;
}

export type RegisterClient = (
  environment: Environment,
  caller: { ip: string },
  metadata: Readonly<Record<string, unknown>>,
) => Promise<Registration>;

const MAX_REDIRECT_URIS = 20;
const METHODS = ['none', 'client_secret_post', 'client_secret_basic'] as const;

const badMetadata = (message: string) => apiError('invalid_client_metadata', { message });

function optionalText(metadata: Readonly<Record<string, unknown>>, name: string): string {
  const value = metadata[name] ?? '';
  if (typeof value !== 'string') throw badMetadata(`${name} is not a text.`);
  return value;
}

/** `words` must hold what we do; others in it are not registered (RFC 7591 section 2). */
function assertSupported(metadata: Readonly<Record<string, unknown>>, name: string, word: string) {
  const value = metadata[name];
  if (value === undefined || value === null) return;
  if (!Array.isArray(value) || !value.includes(word)) {
    throw badMetadata(`${name} must include ${word}.`);
  }
}

function readRedirectUris(value: unknown): string[] {
  const uris = Array.isArray(value) ? value : [];
  if (uris.length === 0 || uris.length > MAX_REDIRECT_URIS) {
    throw apiError('invalid_redirect_uri', {
      message: `redirect_uris must hold 1 to ${MAX_REDIRECT_URIS} URLs.`,
    });
  }
  if (!uris.every((uri) => typeof uri === 'string')) throw apiError('invalid_redirect_uri');
  return [...new Set(uris)];
}

function readPostLogoutUris(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const uris = Array.isArray(value) ? value : [undefined];
  if (uris.length > MAX_REDIRECT_URIS || !uris.every((uri) => typeof uri === 'string')) {
    throw badMetadata(`post_logout_redirect_uris must hold at most ${MAX_REDIRECT_URIS} URLs.`);
  }
  return [...new Set(uris)];
}

export function readMetadata(metadata: Readonly<Record<string, unknown>>): ClientMetadata {
  assertSupported(metadata, 'grant_types', 'authorization_code');
  assertSupported(metadata, 'response_types', 'code');
  const given = metadata['token_endpoint_auth_method'] ?? 'none';
  const method = METHODS.find((one) => one === given);
  if (!method)
    throw badMetadata(`token_endpoint_auth_method must be one of ${METHODS.join(', ')}.`);
  const client_uri = optionalText(metadata, 'client_uri');
  if (client_uri !== '' && !/^https?:\/\//.test(client_uri)) {
    throw badMetadata('client_uri is not an http or https URL.');
  }
  return {
    redirect_uris: readRedirectUris(metadata['redirect_uris']),
    post_logout_redirect_uris: readPostLogoutUris(metadata['post_logout_redirect_uris']),
    client_name: optionalText(metadata, 'client_name'),
    client_uri,
    logo_uri: optionalText(metadata, 'logo_uri'),
    token_endpoint_auth_method: method,
  };
}

/** The errors of Connected Apps in the words of RFC 7591 section 3.2.2. */
export function checkedMetadata(
  environment: Environment,
  blank: Client,
  metadata: Omit<ClientMetadata, 'client_uri' | 'token_endpoint_auth_method'>,
): Client {
  const fields = {
    client_name: metadata.client_name,
    redirect_urls: metadata.redirect_uris,
    post_logout_redirect_urls: metadata.post_logout_redirect_uris,
    logo_url: metadata.logo_uri,
  };
  try {
    return withFields(environment, blank, fields);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const about = error.type.includes('redirect')
      ? 'invalid_redirect_uri'
      : 'invalid_client_metadata';
    throw apiError(about, { message: error.message });
  }
}

const digest = (metadata: ClientMetadata): string =>
  createHash('sha256').update(JSON.stringify(metadata)).digest('base64url');

/** Dynamic client registration (RFC 7591): anybody may, where the environment allows it. */
export function createRegistering(database: Database, limits: Limits): RegisterClient {
  function add(environment: Environment, client: Client, registrationHash: string | null) {
    const createdAt = environment.now();
    const row = clientRow(environment.id, client, { createdAt, registrationHash });
    return database.transaction((tx) => addDynamicClient(tx, row));
  }

  /** The same public client again: there is nothing secret in it that a second one would keep. */
  async function known(environment: Environment, hash: string): Promise<Client | undefined> {
    const client = await store.findByRegistration(database, environment.id, hash);
    if (client && client.expiresAt !== null) {
      const expires_at = environment.now() + UNUSED_CLIENTS_KEPT;
      await store.updateClient(database, environment.id, client.id, { expires_at });
    }
    return client;
  }

  return async (environment, { ip }, given) => {
    if (!environment.settings.idp_dynamic_client_registration_enabled) {
      throw apiError('dynamic_client_registration_not_enabled');
    }
    const metadata = readMetadata(given);
    const confidential = metadata.token_endpoint_auth_method !== 'none';
    const type = confidential ? 'third_party' : 'third_party_public';
    const blank = blankClient(orderedId(), type, {
      creationMethod: 'dynamic_client_registration',
      expiresAt: environment.now() + UNUSED_CLIENTS_KEPT,
    });
    const checked = checkedMetadata(environment, blank, metadata);
    await limits.take(environment, {
      'connected_apps.register.ip': ip,
      'connected_apps.register.project': environment.id,
    });
    if (confidential) {
      const { secret, hash, lastFour } = newSecret();
      const client = { ...checked, secretHash: hash, secretLastFour: lastFour };
      await add(environment, client, null);
      return { client, secret, metadata };
    }
    const hash = digest(metadata);
    const before = await known(environment, hash);
    if (before) return { client: before, secret: undefined, metadata };
    const added = await add(environment, checked, hash);
    // Somebody registered the same a moment ago.
    const client = added ? checked : ((await known(environment, hash)) ?? checked);
    return { client, secret: undefined, metadata };
  };
}
