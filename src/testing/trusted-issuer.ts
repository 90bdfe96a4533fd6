import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';

/** Another system that signs tokens. */
export const ISSUER = 'https://issuer.example.com';
export const AUDIENCE = 'https://app.example.com';

export interface IssuerKey {
  kid: string;
  alg: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  pem: string;
}

/** Slow to make, and none of them is better than another. */
const rsa = ['a', 'b'].map(() => generateKeyPairSync('rsa', { modulusLength: 2_048 }));
let made = 0;

export function issuerKey(kid: string, alg = 'ES256'): IssuerKey {
  const curves: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
  const namedCurve = curves[alg];
  made += 1;
  const pair = namedCurve
    ? generateKeyPairSync('ec', { namedCurve })
    : alg.startsWith('Ed')
      ? generateKeyPairSync('ed25519')
      : (rsa[made % 2] as (typeof rsa)[number]);
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { kid, alg, ...pair, pem };
}

/** Claims of a good token; a member that is undefined is left out. */
export const goodClaims = (claims: JWTPayload = {}): JWTPayload => {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    exp: now + 600,
    email: 'ada@example.com',
    jti: `token-${made}-${Math.random()}`,
    ...claims,
  };
};

export const signToken = (
  { kid, alg, privateKey }: IssuerKey,
  claims: JWTPayload = {},
  header: object = {},
): Promise<string> =>
  new SignJWT(goodClaims(claims)).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);

export const asJwk = ({ kid, alg, publicKey }: IssuerKey): object => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
});

export interface JwksServer {
  url: string;
  /** How often it was asked. */
  requests: number;
  answer: { status: number; body: string };
  /** Makes it take requests and answer none. */
  silent: boolean;
  publish(...keys: IssuerKey[]): void;
  close(): Promise<void>;
}

/** A key set on a port of this machine. */
export async function startJwksServer(): Promise<JwksServer> {
  const server = http.createServer((_request, response) => {
    state.requests += 1;
    if (state.silent) return;
    response.writeHead(state.answer.status).end(state.answer.body);
  });
  const state: JwksServer = {
    url: '',
    requests: 0,
    answer: { status: 200, body: '{"keys":[]}' },
    silent: false,
    publish(...keys) {
      state.answer = { status: 200, body: JSON.stringify({ keys: keys.map(asJwk) }) };
    },
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return state;
}

/** Where the management API has the profiles of the TEST environment of a new server. */
export const PROFILES = '/pwa/v3/projects/my-project/environments/test/trusted_token_profiles';

export const MAPPING = {
  email: 'email',
  token_id: 'jti',
  external_user_id: 'sub',
  role_ids: 'roles',
};

export const pemProfile = (...keys: IssuerKey[]) => ({
  name: 'Issuer',
  issuer: ISSUER,
  audience: AUDIENCE,
  public_key_type: 'PEM',
  pem_files: keys.map(({ pem }) => pem),
  attribute_mapping: MAPPING,
  can_jit_provision: false,
});

export const jwkProfile = (jwks_url: string) => ({
  name: 'Issuer',
  issuer: ISSUER,
  audience: AUDIENCE,
  public_key_type: 'JWK',
  jwks_url,
  attribute_mapping: MAPPING,
  can_jit_provision: false,
});
