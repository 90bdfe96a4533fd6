import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrol, enterCode, verifiedUser } from '../../testing/authenticator-app.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { type Answer, createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  ethereumWallet,
  sendSignature,
  solanaWallet,
  startWallet,
  walletLogin,
} from '../../testing/wallets.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const PASSWORD = 'violet-47-mosaic-harbour';
const post = (path: string, body: object) => app.call('POST', path, body);

/** A user who owns a factor of each kind, all proven. */
async function equippedUser() {
  const { user_id, user, session_token } = await verifiedUser(app, 'mfa');
  const { email, email_id } = user.emails[0];
  const wallets = { ethereum: ethereumWallet(), solana: solanaWallet() };
  for (const wallet of Object.values(wallets)) {
    expect((await walletLogin(app, wallet, {}, { user_id })).status).toBe(200);
  }
  const totp = await enrol(app, user_id);
  expect((await enterCode(app, totp, -1)).status).toBe(200);
  const made = await post('/v1/passwords/session/reset', { password: PASSWORD, session_token });
  expect(made.body).toMatchObject({ status_code: 200, user_id });
  return { user_id, email, email_id, wallets, totp };
}

type Equipped = Awaited<ReturnType<typeof equippedUser>>;
/** Prepares a proof; what it gives sends the proof, as often as it is asked. */
type Proof = (user: Equipped) => Promise<(extra: object) => Promise<Answer>>;

const link: Proof = async ({ email }) => {
  await post('/v1/magic_links/email/login_or_create', { email });
  const { token } = await app.lastMail(email);
  return (extra) => post('/v1/magic_links/authenticate', { token, ...extra });
};
const embedded: Proof = async ({ user_id }) => {
  const { token } = (await post('/v1/magic_links', { user_id })).body;
  return (extra) => post('/v1/magic_links/authenticate', { token, ...extra });
};
const passcode: Proof = async ({ email, email_id }) => {
  await post('/v1/otps/email/send', { email });
  const { code } = (await app.lastMail(email)) as unknown as { code: string };
  return (extra) => post('/v1/otps/authenticate', { method_id: email_id, code, ...extra });
};
const password: Proof = async ({ email }) => {
  return (extra) => post('/v1/passwords/authenticate', { email, password: PASSWORD, ...extra });
};
const wallet =
  (type: 'ethereum' | 'solana'): Proof =>
  async ({ wallets }) => {
    const { challenge } = (await startWallet(app, wallets[type])).body;
    const signature = wallets[type].sign(challenge);
    return (extra) => sendSignature(app, wallets[type], signature, extra);
  };
const totp: Proof = async (user) => (extra) => enterCode(app, user.totp, 0, extra);
let recoveries = 0;
const recoveryCode: Proof = async ({ user_id, totp: { recovery_codes } }) => {
  const recovery_code = recovery_codes[recoveries % 10];
  recoveries += 1;
  return (extra) => post('/v1/totps/recover', { user_id, recovery_code, ...extra });
};

/** By the type and delivery method that the session notes (behaviour-core 2.8). */
const firsts: [string, Proof][] = [
  ['magic_link/email', link],
  ['magic_link/embedded', embedded],
  ['otp/email', passcode],
  ['password/knowledge', password],
  ['crypto/crypto_wallet', wallet('ethereum')],
];
const seconds: [string, Proof][] = [
  ['totp/authenticator_app', totp],
  ['recovery_codes/recovery_code', recoveryCode],
  ['crypto/crypto_wallet', wallet('solana')],
  ['magic_link/email', link],
  ['magic_link/embedded', embedded],
  ['otp/email', passcode],
  ['password/knowledge', password],
];
/** No two of one proof: those refresh each other. */
const pairs = firsts.flatMap(([one, first]) =>
  seconds
    .filter(([, second]) => second !== first)
    .map(([two, second]) => [one, two, first, second] as const),
);

const hour = { session_duration_minutes: 60 };
const namesOf = ({ body }: Answer): string[] =>
  body.session.authentication_factors.map(
    (one: { type: string; delivery_method: string }) => `${one.type}/${one.delivery_method}`,
  );

async function prove(user: Equipped, proof: Proof, extra: object): Promise<Answer> {
  const answer = await (await proof(user))(extra);
  expect(answer.body).toMatchObject({ status_code: 200, user_id: user.user_id });
  return answer;
}

describe('two factors in one session', () => {
  test.each(pairs)('%s, then %s', async (one, two, first, second) => {
    const user = await equippedUser();
    const begun = await prove(user, first, hour);
    expect(namesOf(begun)).toEqual([one]);
    const { session_token, session } = begun.body;
    const done = await prove(user, second, { session_token });
    expect(namesOf(done)).toEqual([one, two]);
    expect(done.body.session_token).toBe(session_token);
    expect(done.body.session).toMatchObject({
      session_id: session.session_id,
      started_at: session.started_at,
      expires_at: session.expires_at,
    });
  });

  test('also where the session is named by its JWT, which extends it on demand', async () => {
    const user = await equippedUser();
    const { session_jwt, session } = (await prove(user, password, hour)).body;
    const done = await prove(user, totp, { session_jwt, session_duration_minutes: 120 });
    expect(namesOf(done)).toEqual(['password/knowledge', 'totp/authenticator_app']);
    expect(Date.parse(done.body.session.expires_at)).toBeGreaterThan(
      Date.parse(session.expires_at),
    );
  });

  test('and a third and a fourth, in the order in which they came', async () => {
    const user = await equippedUser();
    const { session_token } = (await prove(user, link, hour)).body;
    await prove(user, totp, { session_token });
    await prove(user, wallet('ethereum'), { session_token });
    const all = await prove(user, recoveryCode, { session_token });
    expect(namesOf(all)).toEqual([
      'magic_link/email',
      'totp/authenticator_app',
      'crypto/crypto_wallet',
      'recovery_codes/recovery_code',
    ]);
  });

  test('two wallets are two factors', async () => {
    const user = await equippedUser();
    const { session_token } = (await prove(user, wallet('ethereum'), hour)).body;
    const both = await prove(user, wallet('solana'), { session_token });
    expect(namesOf(both)).toEqual(['crypto/crypto_wallet', 'crypto/crypto_wallet']);
  });
});

const again: [string, Proof][] = [
  ['totp/authenticator_app', totp],
  ['crypto/crypto_wallet', wallet('ethereum')],
  ['password/knowledge', password],
  ['magic_link/email', link],
];

test.each(again)('%s again is the same factor, proven later', async (name, proof) => {
  const user = await equippedUser();
  const begun = await prove(user, proof, hour);
  const [before] = begun.body.session.authentication_factors;
  await later(app, 60, async () => {
    const { session_token } = begun.body;
    const repeated = await prove(user, proof, { session_token });
    expect(namesOf(repeated)).toEqual([name]);
    const [after] = repeated.body.session.authentication_factors;
    expect(after.created_at).toBe(before.created_at);
    expect(Date.parse(after.updated_at)).toBeGreaterThan(Date.parse(before.updated_at));
    expect(after.last_authenticated_at).toBe(after.updated_at);
  });
});

test('each recovery code is a factor of its own', async () => {
  const user = await equippedUser();
  const { session_token } = (await prove(user, recoveryCode, hour)).body;
  const twice = await prove(user, recoveryCode, { session_token });
  expect(namesOf(twice)).toHaveLength(2);
});

const further: [string, Proof][] = [
  ['totp', totp],
  ['recovery code', recoveryCode],
  ['wallet', wallet('ethereum')],
];

describe.each(further)('a further factor (%s)', (_name, proof) => {
  test('with the session of another user ignores that session', async () => {
    const [user, other] = [await equippedUser(), await equippedUser()];
    const { session_token } = (await prove(other, link, hour)).body;
    const without = await prove(user, proof, { session_token });
    expect(without.body).toMatchObject({ session: null, session_token: '' });
    const own = await prove(user, wallet('solana'), { session_token, ...hour });
    expect(own.body.session.user_id).toBe(user.user_id);
    expect(own.body.session_token).not.toBe(session_token);
    const untouched = await post('/v1/sessions/authenticate', { session_token });
    expect(untouched.body.user.user_id).toBe(other.user_id);
    expect(namesOf(untouched)).toEqual(['magic_link/email']);
  });

  test('with a dead session is refused, and nothing is used up', async () => {
    const user = await equippedUser();
    const { session_token } = (await prove(user, link, hour)).body;
    const send = await proof(user);
    await post('/v1/sessions/revoke', { session_token });
    const notFound = { status_code: 404, error_type: 'session_not_found' };
    expect((await send({ session_token })).body).toMatchObject(notFound);
    expect((await send(hour)).body).toMatchObject({ status_code: 200 });
  });

  test('with an expired session is refused too', async () => {
    const user = await equippedUser();
    const { session_token } = (await prove(user, link, { session_duration_minutes: 5 })).body;
    await later(app, 301, async () => {
      const send = await proof(user);
      const notFound = { status_code: 404, error_type: 'session_not_found' };
      expect((await send({ session_token })).body).toMatchObject(notFound);
      expect((await send({})).body).toMatchObject({ status_code: 200 });
    });
  });

  test('with a token and a JWT is refused', async () => {
    const user = await equippedUser();
    const { session_token, session_jwt } = (await prove(user, link, hour)).body;
    const send = await proof(user);
    expect((await send({ session_token, session_jwt })).body).toMatchObject({
      status_code: 400,
      error_type: 'too_many_session_arguments',
    });
    expect((await send({ session_token: 'INVALID' })).body).toMatchObject({
      status_code: 400,
      error_type: 'invalid_session_token',
    });
  });
});

test('a deleted TOTP takes its proofs and those of its recovery codes out of sessions', async () => {
  const user = await equippedUser();
  const { session_token } = (await prove(user, link, hour)).body;
  await prove(user, totp, { session_token });
  await prove(user, recoveryCode, { session_token });
  const alone = (await prove(user, recoveryCode, hour)).body.session_token;
  await app.call('DELETE', `/v1/users/totps/${user.totp.totp_id}`);
  const left = await post('/v1/sessions/authenticate', { session_token });
  expect(namesOf(left)).toEqual(['magic_link/email']);
  expect((await post('/v1/sessions/authenticate', { session_token: alone })).body).toMatchObject({
    status_code: 404,
    error_type: 'session_not_found',
  });
});
