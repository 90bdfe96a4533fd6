// The floor of the token endpoint for Connected Apps: one read, one update, two signatures.
import { createHash, randomBytes } from 'node:crypto';
import { envelope, presentUser } from './present.mjs';

const REFRESH_LIFETIME = 90 * 86_400_000;

/** @param {string} text */
const hash = (text) => createHash('sha256').update(text).digest('base64url');

/** @param {string} token the uuid in it */
const idOf = (token) =>
  Buffer.from(token, 'base64url')
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/**
 * @param {import('./queries.mjs').FloorDatabase} database
 * @param {ReturnType<typeof import('./jwt.mjs').createSigner>} signer
 * @param {string} environment
 */
export function appTokens(database, signer, environment) {
  /** @param {any} body */
  return async (body) => {
    const { client_id, client_secret, code, code_verifier, refresh_token } = body;
    const presented = code ?? refresh_token;
    const id = idOf(presented);
    const app = client_id.slice('connected-app-test-'.length);
    const [row] = await database.read('authorization', [environment, app, id]);
    if (row.secret_hash !== hash(client_secret)) throw new Error('the secret is wrong');
    const now = Date.now();
    const expires = now + REFRESH_LIFETIME;
    const next = code === undefined ? undefined : randomBytes(33).toString('base64url');
    if (next === undefined) {
      await database.write('extendRefresh', [now, expires, environment, id, hash(refresh_token)]);
    } else {
      if (row.code_challenge !== hash(code_verifier)) throw new Error('the verifier is wrong');
      await database.write('useCode', [now, hash(next), expires, environment, id, hash(code)]);
    }
    const {
      user_id,
      emails: [email],
    } = presentUser(row);
    if (!email) throw new Error('the user has no address');
    const [access_token, id_token] = await Promise.all([
      signer.appToken(user_id, client_id, row.scopes, presented),
      signer.idToken(user_id, client_id, email),
    ]);
    return {
      access_token,
      token_type: 'bearer',
      expires_in: 3_600,
      scope: row.scopes,
      id_token,
      ...(next !== undefined && { refresh_token: next }),
      ...envelope,
    };
  };
}
