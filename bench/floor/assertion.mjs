import { createHash, createPublicKey, verify } from 'node:crypto';

/** @param {Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/**
 * Checks a signature with the key it came with from the database: that of the data set, whose COSE
 * form has its coordinates at fixed places.
 * @param {{ clientDataJSON: string; authenticatorData: string; signature: string }} response
 * @param {string} coseKey base64url
 * @returns {string} the challenge that was signed
 */
export function checkAssertion(response, coseKey) {
  const cose = Buffer.from(coseKey, 'base64url');
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: cose.toString('base64url', 10, 42),
      y: cose.toString('base64url', 45, 77),
    },
  });
  const clientData = Buffer.from(response.clientDataJSON, 'base64url');
  const signed = Buffer.concat([
    Buffer.from(response.authenticatorData, 'base64url'),
    sha256(clientData),
  ]);
  if (!verify('sha256', signed, key, Buffer.from(response.signature, 'base64url'))) {
    throw new Error('wrong signature');
  }
  return JSON.parse(clientData.toString()).challenge;
}
