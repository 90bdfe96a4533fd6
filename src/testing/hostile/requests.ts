import { randomUUID } from 'node:crypto';
import { appCode } from '../authenticator-app.ts';
import type { DescribedOperation, Schema } from './described-operations.ts';
import { searches } from './search-queries.ts';
import { templates } from './templates.ts';
import { everyType, hostileBodies, hostileQueries, hostileSegments, worstOf } from './values.ts';
import type { Ids } from './world.ts';

/** A request but for its credentials. */
export interface HostileRequest {
  /** What is wrong with it. */
  name: string;
  path: string;
  bytes: Buffer | undefined;
  contentType: string | undefined;
}

export const AS_IT_SHOULD_BE = 'as it should be';

/** An endpoint with the project id in its path, and without. */
function bothAddresses<T>(id: string, value: T): Record<string, T> {
  return { [id]: value, [`${id}.root`]: value };
}

/** Members that a request needs beside the required ones to get past the first check. */
const needed: Record<string, readonly string[]> = {
  'users.create': ['email'],
  'management.redirect_urls.create': ['valid_types'],
  'management.redirect_urls.update': ['valid_types'],
  'users.search': ['query'],
  'users.update': ['name'],
  'users.exchange_primary_factor': ['email_address'],
  'sessions.authenticate': ['session_token'],
  'sessions.revoke': ['session_id'],
  'passwords.session.reset': ['session_token'],
  'oauth.attach': ['user_id'],
  'testing.clock.set': ['advance_seconds'],
  'idp.oauth.authorize_start': ['user_id'],
  'idp.oauth.authorize': ['user_id'],
  'management.email_templates.create': ['prebuilt_customization'],
  'management.rbac_policy.set': ['stytch_user'],
  'm2m.clients.update': ['client_name'],
  'm2m.clients.search': ['query'],
  'management.trusted_token_profiles.create': ['jwks_url'],
  'management.trusted_token_profiles.update': ['name', 'attribute_mapping'],
  ...bothAddresses('oauth2.token', ['grant_type', 'client_id', 'client_secret']),
  ...bothAddresses('oauth2.userinfo.post', ['access_token']),
  ...bothAddresses('oauth2.register', ['redirect_uris']),
  ...bothAddresses('oauth2.introspect', ['token', 'client_id', 'client_secret']),
  ...bothAddresses('oauth2.revoke', ['token', 'client_id', 'client_secret']),
  'management.country_codes.sms.set': ['country_codes'],
  'management.country_codes.whatsapp.set': ['country_codes'],
  'management.oauth_providers.set': ['client_id', 'client_secret', 'endpoints'],
};

/** Whom an operation is about, where not any user will do. */
const subjects: Record<string, Record<string, string>> = {
  // It takes users with one factor.
  'users.exchange_primary_factor': { user_id: 'invited_user_id' },
  'connected_apps.clients.get': { client_id: 'app_client_id' },
  'connected_apps.clients.update': { client_id: 'app_client_id' },
  'connected_apps.clients.delete': { client_id: 'app_client_id' },
  'connected_apps.clients.secrets.rotate_start': { client_id: 'app_client_id' },
  'connected_apps.clients.secrets.rotate': { client_id: 'rotating_app_client_id' },
  'connected_apps.clients.secrets.rotate_cancel': { client_id: 'rotating_app_client_id' },
  'management.users.unlock': { user_id: 'managed_user_id' },
  'management.users.impersonate': { user_id: 'managed_user_id' },
  'm2m.clients.secrets.rotate': { client_id: 'rotating_client_id' },
  'm2m.clients.secrets.rotate_cancel': { client_id: 'rotating_client_id' },
};

/** Parameters that are words of the API. */
const fixed: Record<string, string> = {
  email_template_type: 'LOGIN',
  jwt_template_type: 'SESSION',
  provider: 'github',
};

/** Members of a body that are about somebody or something else than usual. */
const bodySubjects: Record<string, Record<string, string>> = {
  'passwords.authenticate': { email: 'password_email' },
  'passwords.email.reset_start': { email: 'password_email' },
  'passwords.email.reset': { token: 'reset_token' },
  'passwords.existing_password.reset': { email: 'password_email' },
  'passwords.session.reset': { session_token: 'password_session_token' },
  'oauth.authenticate': { token: 'oauth_token' },
  'sessions.attest': { profile_id: 'attest_profile_id', token: 'trusted_token' },
  'idp.oauth.authorize_start': { client_id: 'app_client_id' },
  'idp.oauth.authorize': { client_id: 'app_client_id' },
  'totps.create': { user_id: 'verified_user_id' },
  'totps.authenticate': { user_id: 'totp_user_id' },
  'totps.recovery_codes': { user_id: 'totp_user_id' },
  'totps.recover': { user_id: 'totp_user_id' },
  'webauthn.register_start': { user_id: 'verified_user_id' },
  'webauthn.register': {
    user_id: 'passkey_user_id',
    public_key_credential: 'created_credential',
  },
  'webauthn.authenticate': { public_key_credential: 'signed_credential' },
  ...bothAddresses('oauth2.introspect', { token: 'access_token' }),
  ...bothAddresses('oauth2.userinfo.post', { access_token: 'app_access_token' }),
  'sessions.exchange_access_token': { access_token: 'app_access_token' },
  'idp.oauth.logout_start': { client_id: 'app_client_id' },
  ...bothAddresses('oauth2.revoke', { token: 'access_token' }),
};

/** Endpoints of a provider that no request may go to. */
export const nowhere = {
  authorization_endpoint: 'https://127.0.0.1:9/authorize',
  token_endpoint: 'https://127.0.0.1:9/token',
};

/** A value that an operation takes, by the name of the member; else one of its type. */
function goodValue(name: string, schema: Schema, ours: Ids): unknown {
  if (name === 'email' && schema['type'] === 'string') return ours['email'];
  if (name === 'impersonator_email_address') return 'operator@example.com';
  if (name === 'email_address') return `new-${randomUUID()}@example.com`;
  if (name === 'redirect_uris') return ['https://registered.example/callback'];
  if (name === 'valid_types') return [{ type: 'LOGIN', is_default: false }];
  if (name === 'country_codes') return ['US'];
  if (name === 'endpoints') return nowhere;
  if (name === 'query') return { operator: 'AND', operands: [] };
  if (name === 'session_duration_minutes') return 60;
  if (name === 'template_content') return '{"role": {{ user.trusted_metadata.role }}}';
  if (name === 'grant_type') return 'client_credentials';
  if (name === 'crypto_wallet_type') return 'ethereum';
  if (name === 'provider') return 'google';
  // The code of this time step is used already.
  if (name === 'totp_code') return appCode(ours['totp_secret'] ?? '', Date.now() + 30_000);
  if (ours[name] !== undefined) return ours[name];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  switch (schema['type']) {
    case 'array':
      return [];
    case 'object':
      return goodObject(schema, ours, requiredOf(schema));
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 300;
    case 'boolean':
      return false;
    default:
      return 'text';
  }
}

const requiredOf = (schema: Schema): readonly string[] =>
  (schema['required'] as string[] | undefined) ?? [];
const propertiesOf = (schema: Schema): Record<string, Schema> =>
  (schema['properties'] as Record<string, Schema> | undefined) ?? {};

function goodObject(schema: Schema, ours: Ids, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [name, goodValue(name, propertiesOf(schema)[name] ?? {}, ours)]),
  );
}

const NEW_ADDRESS = new Set([
  'users.create',
  'magic_links.email.invite',
  'passwords.create',
  'passwords.migrate',
]);

/** A body that the operation takes, as far as its description tells. */
export function goodBody(operation: DescribedOperation, ours: Ids): Record<string, unknown> {
  const names = [...requiredOf(operation.body ?? {}), ...(needed[operation.id] ?? [])];
  const body = goodObject(operation.body ?? {}, ours, names);
  for (const [member, id] of Object.entries(bodySubjects[operation.id] ?? {})) {
    body[member] = ours[id];
  }
  if (NEW_ADDRESS.has(operation.id)) body['email'] = `new-${randomUUID()}@example.com`;
  if (operation.id === 'management.email_templates.create') body['template_id'] = randomUUID();
  return body;
}

export function goodPath(
  operation: DescribedOperation,
  ours: Ids,
  replaced: Record<string, string> = {},
  query?: string,
): string {
  const path = operation.path.replace(
    /\{([a-z_]+)\}/g,
    (_, name: string) => replaced[name] ?? encodeURIComponent(goodParameter(operation, name, ours)),
  );
  const good = operation.query
    .filter((name) => ours[name] !== undefined)
    .map((name) => `${name}=${encodeURIComponent(ours[name] as string)}`)
    .join('&');
  const search = query ?? good;
  return search === '' ? path : `${path}?${search}`;
}

const goodParameter = ({ id }: DescribedOperation, name: string, ours: Ids): string =>
  fixed[name] ?? ours[subjects[id]?.[name] ?? name] ?? `${name}-test-${randomUUID()}`;

interface Place {
  /** `['name', 'first_name']` */
  path: string[];
  type: unknown;
}

/** Where a value can be put into a body. */
function places(schema: Schema, path: string[] = []): Place[] {
  return Object.entries(propertiesOf(schema)).flatMap(([name, member]) => [
    { path: [...path, name], type: member['type'] },
    ...places(member, [...path, name]),
  ]);
}

/**
 * A body with more places than this gets a third of the worst values in each, another third in the
 * next: the operations share their members, and what matters is that each value meets each kind.
 */
const MANY_PLACES = 8;

const MARK = '@@hostile@@';

/** JSON text of `body` with JSON source text at a place. */
export function withJson(body: object, place: readonly string[], source: string): string {
  const copy = structuredClone(body) as Record<string, unknown>;
  let holder = copy;
  for (const name of place.slice(0, -1)) {
    const held = holder[name];
    holder[name] = typeof held === 'object' && held !== null ? held : {};
    holder = holder[name] as Record<string, unknown>;
  }
  holder[place.at(-1) as string] = MARK;
  return JSON.stringify(copy).replace(JSON.stringify(MARK), () => source);
}

/** Our own, which are of another kind wherever they are not asked for. */
const OTHER_KINDS = [
  'email_id',
  'session_id',
  'external_id',
  'token',
  'secret_id',
  'public_token',
  'client_id',
  'access_token',
];

/** Ids that are well-formed and not the caller's, and some that only look like ids. */
export function foreignValues(ours: Ids, theirs: Ids): string[] {
  const user = ours['user_id'] ?? '';
  const unknown = ['user', 'email', 'phone-number', 'session', 'secret', 'project', 'password'].map(
    (kind) => `${kind}-test-${randomUUID()}`,
  );
  return [
    ...Object.values(theirs),
    ...OTHER_KINDS.map((name) => ours[name] ?? ''),
    ...unknown,
    user.replace('user-test-', 'user-live-'),
    user.toUpperCase(),
    `${user}\n`,
    ` ${user}`,
    `${user}-`,
    user.slice(10),
    (theirs['user_id'] ?? '').slice(10),
    (theirs['email'] ?? '').toUpperCase(),
    // A JWT of theirs with our audience would need their key; without one there is no signature.
    `${(ours['session_jwt'] ?? '').split('.').slice(0, 2).join('.')}.`,
    `eyJhbGciOiJub25lIn0.${(theirs['session_jwt'] ?? '').split('.')[1]}.`,
  ];
}

/** Every hostile request of an operation. Made anew each: `ours` changes between requests. */
export function* hostileRequests(
  operation: DescribedOperation,
  world: { ours: Ids; theirs: Ids },
  bodyLimit: number,
): Generator<HostileRequest> {
  const hasBody = operation.body !== undefined;
  const json = (name: string, path: string, text: string): HostileRequest => ({
    name,
    path,
    bytes: Buffer.from(text),
    contentType: 'application/json',
  });
  const goodText = () => (hasBody ? JSON.stringify(goodBody(operation, world.ours)) : '');
  const path = () => goodPath(operation, world.ours);
  const foreign = foreignValues(world.ours, world.theirs);

  yield json(AS_IT_SHOULD_BE, path(), goodText());
  yield { name: 'no body', path: path(), bytes: undefined, contentType: undefined };
  yield json('unknown members', path(), '{"is_admin":true,"environment_id":"x","status_code":200}');
  // All names at once: a project is found only together with its own environments.
  const theirPath = goodPath(operation, world.theirs);
  const theirText = hasBody ? JSON.stringify(goodBody(operation, world.theirs)) : '';
  yield json('what the other tenant may do', theirPath, theirText);
  yield json('a place of the other tenant', theirPath, goodText());
  for (const parameter of operation.params) {
    const segments = [...hostileSegments, ...foreign.map(encodeURIComponent)];
    for (const segment of segments) {
      const target = goodPath(operation, world.ours, { [parameter]: segment });
      yield json(`${parameter} ${segment}`, target, goodText());
    }
  }
  for (const parameter of operation.query) {
    const values = foreign.map((value) => `@=${encodeURIComponent(value)}`);
    for (const query of [...hostileQueries, ...values]) {
      const target = goodPath(operation, world.ours, {}, query.replaceAll('@', parameter));
      yield json(`?${query}`, target, goodText());
    }
  }
  if (operation.method === 'GET') return;
  for (const { name, bytes, contentType } of hostileBodies(bodyLimit)) {
    yield { name, path: path(), bytes, contentType };
  }
  for (const query of searches[operation.id]?.(foreign) ?? []) {
    yield json(`query = ${query}`, path(), `{"query":${query}}`);
  }
  for (const template_content of templates[operation.id] ?? []) {
    yield json('template', path(), JSON.stringify({ template_content }));
  }
  const ids = foreign.map((value) => JSON.stringify(value));
  const all = places(operation.body ?? {});
  const stride = all.length > MANY_PLACES ? 3 : 1;
  for (const [number, place] of all.entries()) {
    const worst = [...worstOf(place.type), ...(place.type === 'string' ? ids : [])];
    const sources = [...everyType, ...worst.filter((_, index) => (index + number) % stride === 0)];
    for (const source of sources) {
      const text = withJson(goodBody(operation, world.ours), place.path, source);
      yield json(`${place.path.join('.')} = ${source}`, path(), text);
    }
  }
}
