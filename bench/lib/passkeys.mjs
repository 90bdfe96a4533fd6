// The passkeys of the data set: all with one key, which the load generator signs with.
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { scattered, token, uuidOf } from './world.mjs';

export const PASSKEY_DOMAIN = 'example.com';
/** Unused challenges of each passkey. */
export const CHALLENGES_PER_PASSKEY = 3;

/** @param {string} hex */
const fromHex = (hex) => Buffer.from(hex, 'hex');

// The key of the examples in RFC 6979, appendix A.2.5.
const x = fromHex('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6');
const y = fromHex('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299');
const d = fromHex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');

const privateKey = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: x.toString('base64url'),
    y: y.toString('base64url'),
    d: d.toString('base64url'),
  },
});

/** COSE (RFC 9052): a map of kty, alg, crv, x, y. */
export const COSE_KEY = Buffer.concat([
  fromHex('a5010203262001215820'),
  x,
  fromHex('225820'),
  y,
]).toString('base64url');

/** @param {Buffer | string} value */
const sha256 = (value) => createHash('sha256').update(value).digest();

/** @param {number} index of the owner among the users @returns {string} base64url */
export const credentialId = (index) => sha256(`passkey ${index}`).toString('base64url');

/** @param {number} index */
export const passkeyFactorId = (index) => uuidOf(6, index);

/** @param {number} k */
export const challengeOf = (k) => token(`challenge ${k}`);

/** @param {string} challenge */
export const challengeHash = (challenge) => sha256(challenge).toString('base64url');

// User present and verified; no counter, as passkeys that are synchronised have none.
const authenticatorData = Buffer.concat([sha256(PASSKEY_DOMAIN), Buffer.of(0x05, 0, 0, 0, 0)]);

/**
 * What a browser answers to challenge number k. Owners are the users from `first` on.
 * @param {number} k
 * @param {number} first
 * @param {number} users
 */
export function signedCredential(k, first, users) {
  const clientData = Buffer.from(
    JSON.stringify({
      type: 'webauthn.get',
      challenge: challengeOf(k % (users * CHALLENGES_PER_PASSKEY)),
      origin: `https://${PASSKEY_DOMAIN}`,
      crossOrigin: false,
    }),
  );
  const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
  const id = credentialId(first + scattered(k, users));
  return JSON.stringify({
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, privateKey).toString('base64url'),
      userHandle: '',
    },
    clientExtensionResults: {},
  });
}
