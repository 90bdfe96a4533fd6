import {
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign as signCallback,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';

const sign = promisify(signCallback);

/** @param {object} value */
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One RS256 signature on the thread pool, with a key object that is kept. */
export function createSigner() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const header = base64url({ alg: 'RS256', kid: `jwk-test-${randomUUID()}`, typ: 'JWT' });
  /** @param {object} payload */
  const signPayload = async (payload) => {
    const signed = `${header}.${base64url(payload)}`;
    const signature = await sign('sha256', Buffer.from(signed), privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  };
  const project = 'project-test-01900000-0000-7000-8000-000000000000';
  return {
    /** @param {ReturnType<typeof import('./present.mjs').presentSession>} session */
    session(session) {
      const { custom_claims, session_id, user_id, ...rest } = session;
      const now = Math.floor(Date.now() / 1_000);
      return signPayload({
        ...custom_claims,
        aud: [project],
        exp: now + 300,
        'https://stytch.com/session': { id: session_id, ...rest },
        iat: now,
        iss: `stytch.com/${project}`,
        nbf: now,
        sub: user_id,
      });
    },
    /** @param {string} user @param {string} client_id @param {string} scope @param {string} jti */
    appToken(user, client_id, scope, jti) {
      const now = Math.floor(Date.now() / 1_000);
      return signPayload({
        aud: [project],
        client_id,
        exp: now + 3_600,
        iat: now,
        iss: `stytch.com/${project}`,
        jti,
        nbf: now,
        scope,
        sub: user,
      });
    },
    /** @param {string} user @param {string} client_id @param {{ email: string, verified: boolean }} email */
    idToken(user, client_id, { email, verified }) {
      const now = Math.floor(Date.now() / 1_000);
      return signPayload({
        email,
        email_verified: verified,
        aud: [client_id],
        auth_time: now,
        exp: now + 3_600,
        iat: now,
        iss: `stytch.com/${project}`,
        nbf: now,
        sub: user,
      });
    },
    /** @param {string} clientId @param {string} scope */
    token(clientId, scope) {
      const now = Math.floor(Date.now() / 1_000);
      return signPayload({
        aud: [project],
        exp: now + 3_600,
        iat: now,
        iss: `stytch.com/${project}`,
        nbf: now,
        scope,
        sub: clientId,
      });
    },
  };
}

/**
 * One signature check, by the key that our server signed with.
 * @param {string} publicJwk members n and e
 */
export function createVerifier(publicJwk) {
  const key = createPublicKey({ key: { kty: 'RSA', ...JSON.parse(publicJwk) }, format: 'jwk' });
  /** @param {string} jwt @returns {string} the uuid of its session */
  return (jwt) => {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const good = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      key,
      Buffer.from(signature, 'base64url'),
    );
    if (!good) throw new Error('the signature is wrong');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return claims['https://stytch.com/session'].id.slice('session-test-'.length);
  };
}
