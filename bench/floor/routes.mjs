// The floor of each operation: a bare Fastify route that does only what the work cannot go
// without. It checks no credentials and validates nothing, and it writes no log.
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { timeStep, totpCode } from '../lib/world.mjs';
import { checkAssertion } from './assertion.mjs';
import { appTokens } from './connected-apps.mjs';
import { createSigner, createVerifier } from './jwt.mjs';
import { envelope, presentSession, presentUser } from './present.mjs';
import { schemas } from './schemas.mjs';

const MINUTE = 60_000;
/** As long as the sealed text that our server stores for such a mail. */
const CONTENT = 'x'.repeat(1_000);

/** @param {string} token */
const hash = (token) => createHash('sha256').update(token).digest('base64url');
const newToken = () => randomBytes(33).toString('base64url');

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('./queries.mjs').FloorDatabase} database
 * @param {string} environment
 */
export async function registerRoutes(app, database, environment) {
  const signer = createSigner();
  const [signingKey] = await database.read('publicKeys', [environment]);
  const verify = createVerifier(signingKey.public_jwk);
  /** A JWT of the usual length, to be handed out where no signature is part of the work. */
  let kept = '';

  /** @param {string} url @param {object} response @param {(request: any, reply: any) => Promise<object>} handler */
  const post = (url, response, handler) => {
    app.post(url, { schema: { response } }, handler);
  };

  // One read of session, user and factors; a signature, a signature check, or neither.
  post('/v1/sessions/authenticate', schemas.session, async ({ body, headers }) => {
    const { session_token, session_jwt } = body;
    const byJwt = session_jwt !== undefined;
    const [row] = byJwt
      ? await database.read('sessionById', [environment, verify(session_jwt)])
      : await database.read('sessionByToken', [environment, hash(session_token)]);
    const session = presentSession(row);
    const unsigned = byJwt || (headers['x-floor'] === 'no-signature' && kept !== '');
    if (!unsigned) kept = await signer.session(session);
    return {
      session,
      session_token: session_token ?? '',
      session_jwt: session_jwt ?? kept,
      user: presentUser(row),
      ...envelope,
    };
  });

  const appToken = appTokens(database, signer, environment);

  // One read of a client; a signature. For a Connected App see there.
  post('/v1/public/:project_id/oauth2/token', schemas.token, async ({ body }) => {
    if (body.grant_type !== 'client_credentials') return appToken(body);
    const [row] = await database.read('m2mClient', [environment, body.client_id]);
    if (row.secret_hash !== hash(body.client_secret)) throw new Error('the secret is wrong');
    const scope = JSON.parse(row.scopes).join(' ');
    const access_token = await signer.token(body.client_id, scope);
    return { access_token, token_type: 'bearer', expires_in: 3_600, ...envelope };
  });

  // One read.
  app.get('/v1/users/:user_id', { schema: { response: schemas.user } }, async ({ params }) => {
    const { user_id } = /** @type {{ user_id: string }} */ (params);
    const [row] = await database.read('userById', [
      environment,
      user_id.slice('user-test-'.length),
    ]);
    return { ...presentUser(row), ...envelope };
  });

  // One read. Each user of the data set has one factor, so a row is a user.
  post('/v1/users/search', schemas.search, async ({ body }) => {
    const operand = body.query?.operands[0];
    const rows = operand
      ? await database.read('usersByEmail', [environment, operand.filter_value[0].toLowerCase()])
      : await database.read('firstUsers', [environment, body.limit + 1]);
    const more = rows.length > body.limit;
    const last = rows[body.limit - 1];
    return {
      results: rows.slice(0, body.limit).map(presentUser),
      results_metadata: {
        total: rows[0]?.total ?? rows.length,
        next_cursor: more ? base64(`${last.user_created_at} ${last.user_id}`) : null,
      },
      ...envelope,
    };
  });

  // One transaction of two inserts.
  post('/v1/users', schemas.created, async ({ body }, reply) => {
    const now = Date.now();
    const { first_name, last_name } = body.name;
    const email = body.email.toLowerCase();
    const trusted_metadata = JSON.stringify(body.trusted_metadata);
    const [user_id, factor_id] = [randomUUID(), randomUUID()];
    const factor_data = JSON.stringify({ address: body.email });
    await database.transaction(async (run) => {
      const search = `${first_name} ${last_name}`.toLowerCase();
      await run('insertUser', [
        environment,
        user_id,
        first_name,
        last_name,
        search,
        trusted_metadata,
        '{"ip_address":"","user_agent":""}',
        now,
      ]);
      const realm = email.slice(email.indexOf('@') + 1);
      await run('insertFactor', [environment, factor_id, user_id, email, realm, factor_data, now]);
    });
    const user = presentUser({
      user_id,
      status: 'active',
      first_name,
      middle_name: '',
      last_name,
      external_id: null,
      trusted_metadata,
      untrusted_metadata: '{}',
      roles: '[]',
      user_created_at: now,
      factor_id,
      factor_data,
      factor_verified: 0,
    });
    reply.code(201);
    const email_id = `email-test-${factor_id}`;
    return { user_id: user.user_id, email_id, status: 'active', phone_id: '', user, ...envelope };
  });

  // One transaction of two inserts: the link and the mail.
  post('/v1/magic_links/email/login_or_create', schemas.sent, async ({ body }) => {
    const now = Date.now();
    const email = body.email.toLowerCase();
    const link = await database.transaction(async (run) => {
      const redirectUrl = 'http://localhost:3000/authenticate';
      const [inserted] = await run('insertLink', [
        hash(newToken()),
        randomUUID(),
        redirectUrl,
        now,
        now + 60 * MINUTE,
        environment,
        email,
      ]);
      await run('insertMessage', [environment, randomUUID(), email, CONTENT, now, now]);
      return inserted;
    });
    return {
      user_id: `user-test-${link.user_id}`,
      email_id: `email-test-${link.factor_id}`,
      user_created: false,
      ...envelope,
    };
  });

  // One transaction of two inserts: the code and the mail.
  post('/v1/otps/email/login_or_create', schemas.sent, async ({ body }) => {
    const now = Date.now();
    const email = body.email.toLowerCase();
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const stored = await database.transaction(async (run) => {
      const [row] = await run('putCode', [hash(code), now, now + 2 * MINUTE, environment, email]);
      await run('insertMessage', [environment, randomUUID(), email, CONTENT, now, now]);
      return row;
    });
    return {
      user_id: `user-test-${stored.user_id}`,
      email_id: `email-test-${stored.factor_id}`,
      user_created: false,
      ...envelope,
    };
  });

  /**
   * @param {any} body
   * @param {'consumeLink' | 'consumeCode'} query
   * @param {(now: number) => unknown[]} values
   */
  async function login(body, query, values) {
    const now = Date.now();
    const token = newToken();
    const expires_at = now + body.session_duration_minutes * MINUTE;
    const session_id = randomUUID();
    const attributes = '{"ip_address":"","user_agent":""}';
    const { user, authentication_factors } = await database.transaction(async (run) => {
      const [used] = await run(query, values(now));
      const [row] = await run('userById', [environment, used.user_id]);
      const proofs = JSON.stringify([proofOf(row, now)]);
      await run('insertSession', [
        environment,
        session_id,
        used.user_id,
        hash(token),
        now,
        now,
        expires_at,
        attributes,
        proofs,
      ]);
      return { user: row, authentication_factors: proofs };
    });
    const session = presentSession({
      ...user,
      session_id,
      authentication_factors,
      started_at: now,
      expires_at,
      attributes,
      custom_claims: 'null',
    });
    return {
      user_id: session.user_id,
      method_id: `email-test-${user.factor_id}`,
      reset_sessions: false,
      session,
      session_token: token,
      session_jwt: await signer.session(session),
      user: presentUser(user),
      ...envelope,
    };
  }

  // One transaction: use the link up, read its user, start the session; then one signature.
  post('/v1/magic_links/authenticate', schemas.login, ({ body }) =>
    login(body, 'consumeLink', (now) => [now, environment, hash(body.token), now]),
  );

  // The same for a code.
  post('/v1/otps/authenticate', schemas.login, ({ body }) => {
    const factor = body.method_id.slice('email-test-'.length);
    return login(body, 'consumeCode', (now) => [now, environment, factor, hash(body.code), now]);
  });

  // One transaction: read the user and the seed, move the step, start the session; three codes and
  // one signature. (The seed is not decrypted: that is a hundredth of it.)
  post('/v1/totps/authenticate', schemas.totp, async ({ body }) => {
    const now = Date.now();
    const token = newToken();
    const user_id = body.user_id.slice('user-test-'.length);
    const expires_at = now + body.session_duration_minutes * MINUTE;
    const session_id = randomUUID();
    const attributes = '{"ip_address":"","user_agent":""}';
    const { user, totp_id, authentication_factors } = await database.transaction(async (run) => {
      const [totp] = await run('totpOfUser', [environment, user_id]);
      const rows = await run('userById', [environment, user_id]);
      const step = [0, 1, -1]
        .map((distance) => timeStep() + distance)
        .find((one) => totpCode(one) === body.totp_code && one > totp.last_step);
      if (step === undefined) throw new Error('wrong code');
      await run('acceptStep', [step, environment, totp.factor_id, step]);
      const proofs = JSON.stringify([totpProofOf(totp.factor_id, now)]);
      await run('insertSession', [
        environment,
        session_id,
        user_id,
        hash(token),
        now,
        now,
        expires_at,
        attributes,
        proofs,
      ]);
      const email = rows.find((row) => row.factor_kind === 'email');
      return {
        user: email,
        totp_id: `totp-test-${totp.factor_id}`,
        authentication_factors: proofs,
      };
    });
    const session = presentSession({
      ...user,
      session_id,
      authentication_factors,
      started_at: now,
      expires_at,
      attributes,
      custom_claims: 'null',
    });
    return {
      user_id: session.user_id,
      totp_id,
      session,
      session_token: token,
      session_jwt: await signer.session(session),
      user: { ...presentUser(user), totps: [{ totp_id, verified: true }] },
      ...envelope,
    };
  });

  // One read of the key, one check of an ECDSA signature; one transaction: use the challenge up,
  // read the user, move the counter, start the session; one signature.
  post('/v1/webauthn/authenticate', schemas.passkey, async ({ body }) => {
    const now = Date.now();
    const token = newToken();
    const expires_at = now + body.session_duration_minutes * MINUTE;
    const session_id = randomUUID();
    const attributes = '{"ip_address":"","user_agent":""}';
    const { id, response } = JSON.parse(body.public_key_credential);
    const [passkey] = await database.read('passkeyOf', [environment, id]);
    const challenge = checkAssertion(response, passkey.public_key);
    const webauthn_registration_id = `webauthn-registration-test-${passkey.factor_id}`;
    const data = JSON.parse(passkey.data);
    const proofs = JSON.stringify([
      {
        ...proven('webauthn', 'webauthn_registration', now),
        webauthn_factor: {
          webauthn_registration_id,
          domain: data.domain,
          user_agent: data.user_agent,
        },
      },
    ]);
    const user = await database.transaction(async (run) => {
      await run('consumeChallenge', [environment, hash(challenge), now]);
      const rows = await run('userById', [environment, passkey.user_id]);
      await run('useKey', [0, now, environment, passkey.factor_id, 0]);
      await run('insertSession', [
        environment,
        session_id,
        passkey.user_id,
        hash(token),
        now,
        now,
        expires_at,
        attributes,
        proofs,
      ]);
      return rows.find((row) => row.factor_kind === 'email');
    });
    const session = presentSession({
      ...user,
      session_id,
      authentication_factors: proofs,
      started_at: now,
      expires_at,
      attributes,
      custom_claims: 'null',
    });
    return {
      user_id: session.user_id,
      webauthn_registration_id,
      session,
      session_token: token,
      session_jwt: await signer.session(session),
      user: {
        ...presentUser(user),
        webauthn_registrations: [{ webauthn_registration_id, verified: true, ...data }],
      },
      ...envelope,
    };
  });

  app.get('/ready', async () => ({}));
}

/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString('base64url');

/** @param {string} type @param {string} delivery_method @param {number} now */
function proven(type, delivery_method, now) {
  const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return { type, delivery_method, last_authenticated_at: at, created_at: at, updated_at: at };
}

/** @param {string} factorId @param {number} now */
function totpProofOf(factorId, now) {
  return {
    ...proven('totp', 'authenticator_app', now),
    authenticator_app_factor: { totp_id: `totp-test-${factorId}` },
  };
}

/** @param {import('./queries.mjs').Row} row @param {number} now */
function proofOf(row, now) {
  return {
    ...proven('magic_link', 'email', now),
    email_factor: {
      email_id: `email-test-${row.factor_id}`,
      email_address: JSON.parse(row.factor_data).address,
    },
  };
}
