import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Vault } from '../../platform/crypto/vault.ts';
import { decodeJson, encodeJson } from '../../platform/db/json.ts';
import type { SigningKeyTable } from '../../platform/db/schema.ts';
import { type EnvironmentKind, wireId } from '../../platform/ids.ts';

export const signingKeyColumns = [
  'environment_id',
  'id',
  'private_key',
  'public_jwk',
  'created_at',
  'signs_from',
  'listed_until',
] as const;

/** An RS256 key of one environment. */
export interface SigningKey {
  /** Wire form, `jwk-<env>-<uuid>`. */
  kid: string;
  /** Public JWK members (RFC 7518 section 6.3.1), base64url. */
  n: string;
  e: string;
  /** Real time from which it signs. */
  signsFrom: number;
  /** Real time until which it is listed and accepted; null for the newest. */
  listedUntil: number | null;
  sign(data: string): Promise<Buffer>;
  verify(data: string, signature: Buffer): boolean;
}

/** Listed in the JWKS, and accepted, until all its tokens are dead. */
export const isListed = (key: SigningKey, realNow: number): boolean =>
  key.listedUntil === null || key.listedUntil > realNow;

const generate = promisify(generateKeyPair);
const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign);

const place = (environmentId: string, id: string) => ({
  table: 'signing_keys',
  column: 'private_key',
  row: `${environmentId}/${id}`,
});

/** Makes the columns of a new key; RSA of 2048 bits, about 0.1 s on the thread pool. */
export async function newSigningKeyRow(environmentId: string, id: string, vault: Vault) {
  const pair = await generate('rsa', { modulusLength: 2048 });
  const { n, e } = pair.publicKey.export({ format: 'jwk' });
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    private_key: vault.seal(place(environmentId, id), pem),
    public_jwk: encodeJson({ n, e }),
  };
}

/** The stored key under the newest master key; undefined where it is already. */
export function resealSigningKey(row: SigningKeyTable, vault: Vault): string | undefined {
  if (!vault.isStale(row.private_key)) return undefined;
  const where = place(row.environment_id, row.id);
  return vault.seal(where, vault.open(where, row.private_key));
}

export function readSigningKey(
  row: SigningKeyTable,
  kind: EnvironmentKind,
  vault: Vault,
): SigningKey {
  const { n, e } = decodeJson<{ n: string; e: string }>(row.public_jwk);
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  // Opened on first use: a node that only verifies never holds the private key.
  let privateKey: KeyObject | undefined;
  return {
    kid: wireId('jwk', kind, row.id),
    n,
    e,
    signsFrom: row.signs_from,
    listedUntil: row.listed_until,
    sign(data) {
      privateKey ??= createPrivateKey(
        vault.open(place(row.environment_id, row.id), row.private_key),
      );
      return signAsync('sha256', Buffer.from(data), privateKey);
    },
    verify: (data, signature) => verify('sha256', Buffer.from(data), publicKey, signature),
  };
}
