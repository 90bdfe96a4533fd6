import { randomBytes } from 'node:crypto';
import { safeEqual } from '../../platform/crypto/tokens.ts';
import type { Vault } from '../../platform/crypto/vault.ts';

/*
 * Everything that is issued for an authorization names it: 33 bytes, of which the first 16 are its
 * id, written as 44 base64url characters. So one row is found by its primary key, whichever of its
 * tokens is presented, and no token needs a row of its own.
 */

const ID_BYTES = 16;
const RANDOM_BYTES = 17;
/** A refresh token's own: 8 random bytes and 9 of a MAC, which together nobody can guess. */
const SERIAL_BYTES = 8;
const MAC_BYTES = RANDOM_BYTES - SERIAL_BYTES;
const INSTANT_BYTES = 6;

const SHAPE = /^[A-Za-z0-9_-]{44}$/;

const idBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const uuidOf = (bytes: Buffer): string =>
  bytes
    .subarray(0, ID_BYTES)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

const encode = (...parts: Buffer[]): string => Buffer.concat(parts).toString('base64url');

/** The uuid of the authorization that a token says it is of; undefined where it has not the shape. */
export const authorizationOf = (token: string): string | undefined =>
  SHAPE.test(token) ? uuidOf(Buffer.from(token, 'base64url')) : undefined;

export const newCode = (authorizationId: string): string =>
  encode(idBytes(authorizationId), randomBytes(RANDOM_BYTES));

const macInput = (environmentId: string, id: Buffer, serial: Buffer): string =>
  `${environmentId}/${id.toString('hex')}/${serial.toString('hex')}`;

const PURPOSE = 'connected-app-refresh-token';

const macOf = (mac: string): Buffer => Buffer.from(mac, 'base64url').subarray(0, MAC_BYTES);

export function newRefreshToken(
  vault: Vault,
  environmentId: string,
  authorizationId: string,
): string {
  const id = idBytes(authorizationId);
  const serial = randomBytes(SERIAL_BYTES);
  return encode(id, serial, macOf(vault.mac(PURPOSE, macInput(environmentId, id, serial))));
}

/**
 * Whether we issued this refresh token at some time. The database knows only the newest of a chain,
 * so this tells an old one that comes back, which ends the chain, from one that somebody made up,
 * which must not: the id in it is no secret.
 */
export function wasIssued(vault: Vault, environmentId: string, token: string): boolean {
  if (!SHAPE.test(token)) return false;
  const bytes = Buffer.from(token, 'base64url');
  const id = bytes.subarray(0, ID_BYTES);
  const serial = bytes.subarray(ID_BYTES, ID_BYTES + SERIAL_BYTES);
  const mac = bytes.subarray(ID_BYTES + SERIAL_BYTES).toString('base64url');
  return vault
    .macs(PURPOSE, macInput(environmentId, id, serial))
    .some((one) => safeEqual(macOf(one).toString('base64url'), mac));
}

/**
 * The `jti` of an access token also says when it was issued in the environment's time, which a TEST
 * clock moves: `iat` and `exp` are real time, because SDKs check those.
 */
export function newTokenId(authorizationId: string, now: number): string {
  const instant = Buffer.alloc(INSTANT_BYTES);
  instant.writeUIntBE(now, 0, INSTANT_BYTES);
  return encode(idBytes(authorizationId), instant, randomBytes(RANDOM_BYTES - INSTANT_BYTES));
}

/** Milliseconds of the environment's time. */
export const issuedAtOf = (tokenId: string): number =>
  Buffer.from(tokenId, 'base64url').readUIntBE(ID_BYTES, INSTANT_BYTES);
