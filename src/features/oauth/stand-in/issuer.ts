import { createECDH } from 'node:crypto';
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Vault } from '../../../platform/crypto/vault.ts';
import type { Environment } from '../../projects/environment.ts';
import { callbackUrlOf } from '../callback-url.ts';
import type { StandInClient } from '../provider-client.ts';
import type { ProviderSlug } from '../providers/slugs.ts';

export const STAND_IN_PATH = '/selvage/oauth-provider';

/** One stand-in: that of an environment for a provider. */
export interface Issuer extends StandInClient {
  environment: Environment;
  provider: ProviderSlug;
  /** The only redirect_uri. */
  callbackUrl: string;
  publicKeys: readonly JWK[];
  /** `typ` keeps one kind of token from passing for another (RFC 8725 section 3.11). */
  sign(typ: TokenType, audience: string, claims: Claims, times: Times): Promise<string>;
  /** Undefined for whatever this issuer has not signed, or not for this. */
  verify(typ: TokenType, audience: string, token: string, now: number): Promise<Claims | undefined>;
}

export type TokenType = 'JWT' | 'at+jwt' | 'refresh+jwt';
export type Claims = Record<string, unknown>;

interface Times {
  /** Milliseconds, real time: whoever checks a token has no clock that a test turns. */
  now: number;
  seconds: number;
}

/**
 * Keys of a stand-in are made from the master key. So all nodes have the same ones, nothing has to
 * be stored, and they have nothing to do with the keys that sign sessions.
 */
function keyFrom(seeds: (attempt: number) => string): JWK & { kid: string } {
  const ecdh = createECDH('prime256v1');
  let seed: string;
  for (let attempt = 0; ; attempt += 1) {
    seed = seeds(attempt);
    try {
      ecdh.setPrivateKey(Buffer.from(seed, 'base64url'));
      break;
    } catch (error) {
      // One in 2^32 is not below the order of the curve.
      if (attempt > 8) throw error;
    }
  }
  // Uncompressed point: 4, x, y.
  const point = ecdh.getPublicKey();
  const part = (bytes: Buffer) => bytes.toString('base64url');
  const x = part(point.subarray(1, 33));
  return {
    kty: 'EC',
    crv: 'P-256',
    alg: 'ES256',
    use: 'sig',
    kid: x.slice(0, 16),
    x,
    y: part(point.subarray(33)),
    d: seed,
  };
}

const withoutPrivate = ({ d: _, ...key }: JWK): JWK => key;

export function createIssuer(
  vault: Vault,
  publicUrl: string,
  environment: Environment,
  provider: ProviderSlug,
): Issuer {
  const issuer = `${publicUrl}${STAND_IN_PATH}/${environment.projectId}/${provider}`;
  const place = `${environment.id}/${provider}`;
  // Newest first; the others are those before the master key was rotated.
  const keys = vault
    .macs('oauth-stand-in-key/0', place)
    .map((_, index) =>
      keyFrom((attempt) => vault.macs(`oauth-stand-in-key/${attempt}`, place)[index] ?? ''),
    );
  const [newest] = keys as [JWK & { kid: string }];
  const publicKeys = keys.map(withoutPrivate);

  return {
    issuer,
    clientId: `stand-in-${provider}`,
    clientSecret: vault.mac('oauth-stand-in-secret', place),
    environment,
    provider,
    callbackUrl: callbackUrlOf(publicUrl, environment.oauthCallbackId),
    publicKeys,
    async sign(typ, audience, claims, { now, seconds }) {
      const at = Math.floor(now / 1_000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: newest.kid, typ })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(at)
        .setExpirationTime(at + seconds)
        .sign(await importJWK(newest, 'ES256'));
    },
    async verify(typ, audience, token, now) {
      for (const key of publicKeys) {
        try {
          const { payload } = await jwtVerify(token, await importJWK(key, 'ES256'), {
            algorithms: ['ES256'],
            issuer,
            audience,
            typ,
            currentDate: new Date(now),
          });
          return payload;
        } catch {
          // Perhaps under the next key.
        }
      }
      return undefined;
    },
  };
}
