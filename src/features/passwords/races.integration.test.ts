import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailedToken, unlimited } from '../../testing/magic-login.ts';
import {
  BETTER,
  GOOD,
  oneHour,
  passwordLogin,
  passwordUser,
  refusal,
  resetToken,
  sessionLives,
} from '../../testing/password-login.ts';
import { type Answer, createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
/** The same call on another node, where there can be several. */
let onOther: TestApp['call'];

beforeAll(async () => {
  app = await createTestApp(unlimited);
  onOther = app.call;
  if (app.database.engine === 'postgres') {
    const other = await app.secondNode();
    const credentials = { username: app.test.project_id, password: app.test.secret };
    onOther = (method, path, body) => inject(other.app, credentials, method, path, body);
  }
});
afterAll(() => app.close());

/** Resets in every way; each answers the promise of its call. */
const resets = {
  'by mail': async (email: string) => {
    const token = await resetToken(app, email);
    return () => onOther('POST', '/v1/passwords/email/reset', { token, password: BETTER });
  },
  'by the password itself': async (email: string) => () =>
    onOther('POST', '/v1/passwords/existing_password/reset', {
      email,
      existing_password: GOOD,
      new_password: BETTER,
    }),
  'by a session': async (email: string) => {
    const { body } = await passwordLogin(app, email, GOOD, oneHour);
    const { session_token } = body;
    return () =>
      onOther('POST', '/v1/passwords/session/reset', { session_token, password: BETTER });
  },
};

describe.each(Object.entries(resets))('a login that races a reset %s', (way, prepare) => {
  test('has no session with the old password once the reset has answered', async () => {
    for (let round = 0; round < 4; round += 1) {
      const email = `${way.replaceAll(' ', '-')}-${round}@example.com`;
      await passwordUser(app, email);
      const reset = await prepare(email);
      // Logins that hash while the reset commits, and some that come right after.
      const logins: Promise<Answer>[] = [];
      const log = () => logins.push(passwordLogin(app, email, GOOD, oneHour));
      for (let n = 0; n < 4; n += 1) log();
      const done = reset();
      for (let n = 0; n < 4; n += 1) log();
      expect((await done).body).toMatchObject({ status_code: 200 });
      const late = passwordLogin(app, email, GOOD, oneHour);
      const answers = await Promise.all(logins);
      expect((await late).status).toBe(401);
      for (const { status, body } of answers) {
        expect([200, 401, 429]).toContain(status);
        if (status === 200) expect(await sessionLives(app, body.session_token)).toBe(false);
      }
    }
  });
});

test('one reset token on two nodes is used once', async () => {
  const email = 'nodes@example.com';
  await passwordUser(app, email);
  for (let round = 0; round < 5; round += 1) {
    const token = await resetToken(app, email);
    const body = (n: number) => ({ token, password: `${BETTER}-${round}-${n}` });
    const path = '/v1/passwords/email/reset';
    const answers = await Promise.all([
      app.call('POST', path, body(0)),
      onOther('POST', path, body(1)),
      app.call('POST', path, body(2)),
      onOther('POST', path, body(3)),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  }
});

test('a hundred logins at once all get their session', async () => {
  const email = 'hundred@example.com';
  await passwordUser(app, email);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => passwordLogin(app, email, GOOD, oneHour)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body.session_token)).size).toBe(100);
});

test('many first logins at once with an imported hash are all let in', async () => {
  const email = 'import@example.com';
  const hash = hashSync(GOOD, 4);
  await app.call('POST', '/v1/passwords/migrate', { email, hash, hash_type: 'bcrypt' });
  const path = '/v1/passwords/authenticate';
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      (n % 2 ? app.call : onOther)('POST', path, { email, password: GOOD, ...oneHour }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test('a login that races the first proof of its address has no session afterwards', async () => {
  for (let round = 0; round < 4; round += 1) {
    const email = `takeover-${round}@example.com`;
    await passwordUser(app, email);
    const token = await mailedToken(app, email);
    const logins: Promise<Answer>[] = [];
    const log = () => logins.push(passwordLogin(app, email, GOOD, oneHour));
    for (let n = 0; n < 4; n += 1) log();
    const proof = onOther('POST', '/v1/magic_links/authenticate', { token });
    for (let n = 0; n < 4; n += 1) log();
    expect((await proof).body).toMatchObject({ status_code: 200, reset_sessions: true });
    for (const { status, body } of await Promise.all(logins)) {
      if (status === 200) expect(await sessionLives(app, body.session_token)).toBe(false);
      else expect(body).toMatchObject(refusal(400, 'reset_password'));
    }
  }
});
