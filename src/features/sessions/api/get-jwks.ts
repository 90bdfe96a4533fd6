import { type Static, Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { readProjectId } from '../../ids.ts';
import { named } from '../../wire-schema.ts';
import type { SigningKey } from '../signing-key.ts';
import { JWKS_MAX_AGE_SECONDS } from '../signing-keys.service.ts';

/** RFC 7517 section 4. The SDKs refuse a key that lacks any of these members. */
export const Jwk = named(
  'JWK',
  Type.Object({
    kty: Type.String(),
    use: Type.String(),
    key_ops: Type.Array(Type.String()),
    alg: Type.String(),
    kid: Type.String(),
    x5c: Type.Array(Type.String()),
    x5tS256: Type.String(),
    n: Type.String(),
    e: Type.String(),
  }),
);

export const presentKey = ({ kid, n, e }: SigningKey): Static<typeof Jwk> => ({
  kty: 'RSA',
  use: 'sig',
  key_ops: ['verify'],
  alg: 'RS256',
  kid,
  x5c: [],
  x5tS256: '',
  n,
  e,
});

/**
 * Anybody may ask: most key fetchers send no credentials, and those of one that sends some do not
 * matter. Reference: behaviour-core 2.5.
 */
export const getJwks = operation({
  id: 'sessions.jwks',
  method: 'GET',
  path: '/v1/sessions/jwks/:project_id',
  caller: 'none',
  summary: 'Get the public keys that verify the session JWTs of a project',
  tag: 'Sessions',
  params: Type.Object({ project_id: Type.String() }),
  response: { keys: Type.Array(Jwk) },
  headers: { 'cache-control': `max-age=${JWKS_MAX_AGE_SECONDS}` },
  async handler({ services }, { params }) {
    const uuid = readProjectId(params.project_id);
    if (uuid === undefined) throw apiError('invalid_project_id');
    // A client keeps the answer for 15 minutes: it must hold a key that another node just made.
    const environment = await services.environments.fresh(uuid);
    if (environment?.projectId !== params.project_id) throw apiError('project_not_found');
    const keys = await services.signingKeys.published(environment);
    return { keys: keys.map(presentKey) };
  },
});
