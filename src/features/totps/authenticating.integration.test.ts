import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  appCode,
  enrol,
  enterCode,
  environmentTime,
  userWithTotp,
  verifiedUser,
} from '../../testing/authenticator-app.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const authenticate = (body: object) => app.call('POST', '/v1/totps/authenticate', body);
const getUser = async (user_id: string) => (await app.call('GET', `/v1/users/${user_id}`)).body;

/** A code that is not valid now. */
async function wrongCode(secret: string): Promise<string> {
  const now = await environmentTime(app);
  const valid = [-2, -1, 0, 1, 2].map((steps) => appCode(secret, now + steps * 30_000));
  return ['000001', '000002', '000003', '000004', '000005', '000006'].find(
    (code) => !valid.includes(code),
  ) as string;
}

describe('totps/authenticate', () => {
  test('takes the code of the app: the TOTP is verified, and no session is made', async () => {
    const { user_id } = await verifiedUser(app);
    const enrolled = await enrol(app, user_id);
    const { body } = await enterCode(app, enrolled);
    expect(body).toMatchObject({
      status_code: 200,
      user_id,
      totp_id: enrolled.totp_id,
      session: null,
      session_token: '',
      session_jwt: '',
    });
    expect(body.user.totps).toEqual([{ totp_id: enrolled.totp_id, verified: true }]);
    expect((await getUser(user_id)).totps).toEqual(body.user.totps);
  });

  test('starts a session where a duration is given, with the factor in it', async () => {
    const enrolled = await userWithTotp(app);
    const { body } = await enterCode(app, enrolled, 1, {
      session_duration_minutes: 60,
      session_custom_claims: { a: 1 },
    });
    expect(body.session_token).toHaveLength(44);
    expect(body.session.custom_claims).toEqual({ a: 1 });
    expect(body.session.authentication_factors).toEqual([
      {
        type: 'totp',
        delivery_method: 'authenticator_app',
        last_authenticated_at: expect.any(String),
        created_at: expect.any(String),
        updated_at: expect.any(String),
        authenticator_app_factor: { totp_id: enrolled.totp_id },
      },
    ]);
  });

  test.each([-1, 0, 1])('takes the code of the step %i from now', async (steps) => {
    const { user_id } = await verifiedUser(app);
    const enrolled = await enrol(app, user_id);
    expect((await enterCode(app, enrolled, steps)).status).toBe(200);
  });

  test.each([-3, 3])('does not take the code of the step %i from now', async (steps) => {
    const { user_id } = await verifiedUser(app);
    const enrolled = await enrol(app, user_id);
    expect((await enterCode(app, enrolled, steps)).body).toMatchObject(
      error(401, 'unable_to_authenticate_totp'),
    );
  });

  test('takes no code twice, and none of an earlier step than the last', async () => {
    const { user_id, secret } = await userWithTotp(app);
    const now = await environmentTime(app);
    const next = appCode(secret, now + 30_000);
    expect((await authenticate({ user_id, totp_code: next })).status).toBe(200);
    for (const totp_code of [next, appCode(secret, now)]) {
      expect((await authenticate({ user_id, totp_code })).body).toMatchObject({
        ...error(401, 'totp_code_already_authenticated'),
        error_message:
          'This TOTP code has already been authenticated. Please attempt with the next generated code.',
      });
    }
  });

  test('of many calls with one code lets one in', async () => {
    const { user_id, secret } = await userWithTotp(app);
    const totp_code = appCode(secret, (await environmentTime(app)) + 30_000);
    const calls = Array.from({ length: 8 }, () => authenticate({ user_id, totp_code }));
    const types = (await Promise.all(calls)).map(({ body }) => body.error_type ?? 'in').toSorted();
    expect(types).toEqual(['in', ...Array(7).fill('totp_code_already_authenticated')]);
  });

  test('goes on after the clock of the environment was set ahead and back', async () => {
    const enrolled = await userWithTotp(app);
    await later(app, 86_400, async () => {
      expect((await enterCode(app, enrolled)).status).toBe(200);
    });
    expect((await enterCode(app, enrolled)).status).toBe(200);
    expect((await enterCode(app, enrolled)).body).toMatchObject(
      error(401, 'totp_code_already_authenticated'),
    );
  });

  test.each([
    [undefined, 'invalid_totp_code'],
    ['', 'invalid_totp_code'],
    ['12345', 'invalid_totp_code'],
    ['1234567', 'invalid_totp_code'],
    ['12345x', 'invalid_totp_code'],
    ['a1b2-c3d4-e5f6', 'recovery_code_used_as_totp_code'],
    [123456, 'bad_request'],
  ])('of the code %j gets 400 %s', async (totp_code, type) => {
    const { user_id } = await userWithTotp(app);
    expect((await authenticate({ user_id, totp_code })).body).toMatchObject(error(400, type));
  });

  test('of a user without a TOTP, and of nobody, gets 404', async () => {
    const { user_id } = await verifiedUser(app);
    const totp_code = '123456';
    expect((await authenticate({ user_id, totp_code })).body).toMatchObject(
      error(404, 'totps_not_found_for_user'),
    );
    expect((await authenticate({ user_id: 'nobody', totp_code })).body).toMatchObject(
      error(404, 'user_not_found'),
    );
    expect((await authenticate({ totp_code })).body).toMatchObject(error(400, 'invalid_user_id'));
  });

  test("takes no code of another user's app", async () => {
    const [one, two] = [await userWithTotp(app), await userWithTotp(app)];
    const mixed = { user_id: one.user_id, secret: two.secret };
    expect((await enterCode(app, mixed, 1)).body).toMatchObject(
      error(401, 'unable_to_authenticate_totp'),
    );
  });
});

describe('wrong TOTP codes', () => {
  test('lock the user, who then is not let in with the right code either', async () => {
    const enrolled = await userWithTotp(app);
    const { user_id, secret } = enrolled;
    const totp_code = await wrongCode(secret);
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await authenticate({ user_id, totp_code })).body).toMatchObject(
        error(401, 'unable_to_authenticate_totp'),
      );
    }
    expect(await getUser(user_id)).toMatchObject({ is_locked: true });
    expect((await enterCode(app, enrolled, 1)).body).toMatchObject(
      error(429, 'user_lock_limit_reached'),
    );
    await later(app, 3_601, async () => {
      expect((await enterCode(app, enrolled)).body).toMatchObject({ status_code: 200 });
      expect(await getUser(user_id)).toMatchObject({ is_locked: false });
    });
  });

  test('count together with wrong recovery codes, and a success forgets them', async () => {
    const enrolled = await userWithTotp(app);
    const { user_id, secret } = enrolled;
    await changeSettings(app, { user_lock_threshold: 3 });
    const totp_code = await wrongCode(secret);
    const recover = () =>
      app.call('POST', '/v1/totps/recover', { user_id, recovery_code: 'aaaa-aaaa-aaaa' });
    await authenticate({ user_id, totp_code });
    await recover();
    expect((await enterCode(app, enrolled, 1)).status).toBe(200);
    await authenticate({ user_id, totp_code });
    await recover();
    expect(await getUser(user_id)).toMatchObject({ is_locked: false });
    expect((await recover()).body).toMatchObject(
      error(401, 'unable_to_authenticate_recovery_code'),
    );
    expect(await getUser(user_id)).toMatchObject({ is_locked: true });
    expect((await recover()).body).toMatchObject(error(429, 'user_lock_limit_reached'));
    await changeSettings(app, { user_lock_threshold: 10 });
  });

  test('sent all at once are looked at no oftener than it takes to lock', async () => {
    const { user_id, secret } = await userWithTotp(app);
    const totp_code = await wrongCode(secret);
    const calls = Array.from({ length: 25 }, () => authenticate({ user_id, totp_code }));
    const types = (await Promise.all(calls)).map(({ body }) => body.error_type);
    expect(types.filter((type) => type === 'unable_to_authenticate_totp')).toHaveLength(10);
  });
});

test('guesses are limited for each user, whatever the lock allows', async () => {
  const limited = await createTestApp();
  try {
    await changeSettings(limited, { user_lock_threshold: 100 });
    const { body } = await limited.call('POST', '/v1/users', { email: 'limited@example.com' });
    const types: string[] = [];
    for (let tries = 0; tries < 22; tries += 1) {
      const answer = await limited.call('POST', '/v1/totps/authenticate', {
        user_id: body.user_id,
        totp_code: '123456',
      });
      types.push(answer.body.error_type);
    }
    expect(types.slice(0, 20)).toEqual(Array(20).fill('totps_not_found_for_user'));
    expect(types.slice(20)).toEqual(Array(2).fill('too_many_requests'));
  } finally {
    await limited.close();
  }
});
