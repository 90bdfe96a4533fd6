import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

type Algorithm = 'RS256' | 'ES256';

/** The signing key of a provider. */
export interface TestSigner {
  /** What its jwks_uri answers. */
  jwks: { keys: object[] };
  sign(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>;
}

export async function createSigner(alg: Algorithm = 'RS256', kid = 'key-1'): Promise<TestSigner> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey),
  };
}

/** Claims that every ID token has, good for five minutes. */
export function standardTimes(now = Date.now()): { iat: number; exp: number } {
  const iat = Math.floor(now / 1_000);
  return { iat, exp: iat + 300 };
}
