import type { Clock } from '../../../platform/clock.ts';
import type { Vault } from '../../../platform/crypto/vault.ts';
import type { Database } from '../../../platform/db/executor.ts';
import type { Outgoing } from '../../../platform/http/outgoing.ts';
import { readProjectId } from '../../ids.ts';
import type { Environment } from '../../projects/environment.ts';
import type { EnvironmentCache } from '../../projects/environment-cache.ts';
import type { StandIn } from '../provider-client.ts';
import { isProviderSlug } from '../providers/slugs.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { createIssuer, type Issuer, STAND_IN_PATH } from './issuer.ts';
import type { Person } from './person.ts';
import {
  answerTokenRequest,
  answerUserInfo,
  issueCode,
  type JsonAnswer,
} from './token-endpoint.ts';

/** A request to an endpoint that only programs use. */
export interface BackChannelRequest {
  method: string;
  /** Below the issuer: `token`, `jwks`, `.well-known/openid-configuration`. */
  endpoint: string;
  authorization: string | undefined;
  form: Readonly<Record<string, string>>;
}

export interface StandInProvider extends StandIn {
  /** Of the place in a URL; undefined where there is none, as everywhere outside TEST. */
  find(projectId: string, provider: string): Promise<Issuer | undefined>;
  /** Undefined where there is no such endpoint. */
  answer(issuer: Issuer, request: BackChannelRequest): Promise<JsonAnswer | undefined>;
  /** A code for the chosen person. */
  issueCode(issuer: Issuer, request: AuthorizationRequest, person: Person): Promise<string>;
}

export interface StandInDependencies {
  database: Database;
  vault: Vault;
  environments: EnvironmentCache;
  /** Real time. */
  clock: Clock;
  publicUrl: string;
}

/** OpenID Connect Discovery section 3. */
const metadataOf = ({ issuer }: Issuer): object => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'form_post'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  scopes_supported: ['openid', 'email', 'profile', 'offline_access'],
  claims_supported: ['sub', 'email', 'email_verified', 'name', 'given_name', 'family_name'],
});

export function createStandIn(dependencies: StandInDependencies): StandInProvider {
  const { database, vault, environments, clock, publicUrl } = dependencies;
  const base = `${publicUrl}${STAND_IN_PATH}/`;

  const issuerOf = (environment: Environment, provider: string): Issuer | undefined =>
    environment.type === 'TEST' && isProviderSlug(provider)
      ? createIssuer(vault, publicUrl, environment, provider)
      : undefined;

  async function find(projectId: string, provider: string): Promise<Issuer | undefined> {
    const id = readProjectId(projectId);
    const environment = id === undefined ? undefined : await environments.fresh(id);
    return environment?.projectId === projectId ? issuerOf(environment, provider) : undefined;
  }

  async function answer(
    issuer: Issuer,
    { method, endpoint, authorization, form }: BackChannelRequest,
  ): Promise<JsonAnswer | undefined> {
    const now = clock.now();
    switch (`${method} ${endpoint}`) {
      case 'GET .well-known/openid-configuration':
        return { status: 200, body: metadataOf(issuer) };
      case 'GET jwks':
        return { status: 200, body: { keys: issuer.publicKeys } };
      case 'POST token':
        return answerTokenRequest(database, issuer, { authorization, form }, now);
      case 'GET userinfo':
      case 'POST userinfo':
        return answerUserInfo(issuer, authorization, now);
      default:
        return undefined;
    }
  }

  /** Header names differ in case by who calls. */
  const header = (headers: Record<string, string> | undefined, name: string) =>
    Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];

  return {
    clientFor: issuerOf,
    find,
    answer,
    issueCode: (issuer, request, person) => issueCode(database, issuer, request, person),
    within: (outgoing: Outgoing): Outgoing => ({
      async request(url, request = {}) {
        if (!url.startsWith(base)) return outgoing.request(url, request);
        const path = url.slice(base.length).split('?', 1)[0] ?? '';
        const [projectId = '', provider = '', ...rest] = path.split('/');
        const issuer = await find(projectId, provider);
        const answered =
          issuer &&
          (await answer(issuer, {
            method: request.method ?? 'GET',
            endpoint: rest.join('/'),
            authorization: header(request.headers, 'authorization'),
            form: Object.fromEntries(new URLSearchParams(request.body ?? '')),
          }));
        return {
          status: answered?.status ?? 404,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(answered?.body ?? {}),
        };
      },
    }),
  };
}
