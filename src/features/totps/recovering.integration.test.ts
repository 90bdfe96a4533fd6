import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrol, enterCode, userWithTotp, verifiedUser } from '../../testing/authenticator-app.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const recover = (body: object) => app.call('POST', '/v1/totps/recover', body);
const list = (user_id: string) => app.call('POST', '/v1/totps/recovery_codes', { user_id });

describe('totps/recovery_codes', () => {
  test('shows the codes as they were given first, at any time', async () => {
    const { user_id, totp_id, recovery_codes } = await enrol(
      app,
      (await verifiedUser(app)).user_id,
    );
    for (let times = 0; times < 2; times += 1) {
      expect((await list(user_id)).body).toMatchObject({
        status_code: 200,
        user_id,
        totps: [{ totp_id, verified: false, recovery_codes }],
      });
    }
  });

  test('leaves out what is used', async () => {
    const { user_id, totp_id, recovery_codes } = await userWithTotp(app);
    await recover({ user_id, recovery_code: recovery_codes[3] });
    expect((await list(user_id)).body.totps).toEqual([
      { totp_id, verified: true, recovery_codes: recovery_codes.toSpliced(3, 1) },
    ]);
  });

  test('of a user without a TOTP, and of nobody, gets 404', async () => {
    const { user_id } = await verifiedUser(app);
    expect((await list(user_id)).body).toMatchObject(error(404, 'totps_not_found_for_user'));
    expect((await list('nobody')).body).toMatchObject(error(404, 'user_not_found'));
  });
});

describe('totps/recover', () => {
  test('takes a code in place of the app, and leaves the TOTP as it is', async () => {
    const enrolled = await userWithTotp(app);
    const { user_id, totp_id, recovery_codes } = enrolled;
    const { body } = await recover({
      user_id,
      recovery_code: recovery_codes[0],
      session_duration_minutes: 60,
    });
    expect(body).toMatchObject({ status_code: 200, user_id, totp_id });
    expect(body.user.totps).toEqual([{ totp_id, verified: true }]);
    expect(body.session.authentication_factors).toEqual([
      {
        type: 'recovery_codes',
        delivery_method: 'recovery_code',
        last_authenticated_at: expect.any(String),
        created_at: expect.any(String),
        updated_at: expect.any(String),
        recovery_code_factor: {
          totp_recovery_code_id: expect.stringMatching(/^totp-recovery-code-test-/),
        },
      },
    ]);
    expect((await enterCode(app, enrolled, 1)).status).toBe(200);
  });

  test('takes each code once, also of many calls at the same time', async () => {
    const { user_id, recovery_codes } = await userWithTotp(app);
    const calls = Array.from({ length: 6 }, () =>
      recover({ user_id, recovery_code: recovery_codes[0] }),
    );
    const types = (await Promise.all(calls)).map(({ body }) => body.error_type ?? 'in').toSorted();
    expect(types).toEqual(['in', ...Array(5).fill('unable_to_authenticate_recovery_code')]);
    expect((await recover({ user_id, recovery_code: recovery_codes[1] })).status).toBe(200);
  });

  test('takes all ten, and nothing after them', async () => {
    const { user_id, recovery_codes } = await userWithTotp(app);
    for (const recovery_code of recovery_codes) {
      expect((await recover({ user_id, recovery_code })).status).toBe(200);
    }
    expect((await list(user_id)).body.totps[0].recovery_codes).toEqual([]);
    expect((await recover({ user_id, recovery_code: recovery_codes[0] })).body).toMatchObject(
      error(401, 'unable_to_authenticate_recovery_code'),
    );
  });

  test.each([
    [undefined, 400, 'invalid_recovery_code'],
    ['', 400, 'invalid_recovery_code'],
    ['A1B2-C3D4-E5F6', 400, 'invalid_recovery_code'],
    ['a1b2c3d4e5f6', 400, 'invalid_recovery_code'],
    ['123456', 400, 'totp_code_used_as_recovery_code'],
    ['zzzz-zzzz-zzzz', 401, 'unable_to_authenticate_recovery_code'],
    [1, 400, 'bad_request'],
  ])('of the code %j gets %i %s', async (recovery_code, status, type) => {
    const { user_id } = await userWithTotp(app);
    expect((await recover({ user_id, recovery_code })).body).toMatchObject(error(status, type));
  });

  test("takes no code of another user's", async () => {
    const [one, two] = [await userWithTotp(app), await userWithTotp(app)];
    const recovery_code = two.recovery_codes[0];
    expect((await recover({ user_id: one.user_id, recovery_code })).body).toMatchObject(
      error(401, 'unable_to_authenticate_recovery_code'),
    );
    expect((await recover({ user_id: two.user_id, recovery_code })).status).toBe(200);
  });

  test('stands in for a confirmed app only', async () => {
    const { user_id } = await verifiedUser(app);
    const recovery_code = 'a1b2-c3d4-e5f6';
    const refused = error(400, 'no_active_recovery_code_backed_factor');
    expect((await recover({ user_id, recovery_code })).body).toMatchObject(refused);
    const enrolled = await enrol(app, user_id);
    const [first] = enrolled.recovery_codes;
    expect((await recover({ user_id, recovery_code: first })).body).toMatchObject(refused);
    await enterCode(app, enrolled);
    expect((await recover({ user_id, recovery_code: first })).status).toBe(200);
  });

  test('of a TOTP that has none gets 404', async () => {
    const { user_id, totp_id } = await userWithTotp(app);
    const { database } = app;
    await database.affected(
      database.q.deleteFrom('totp_recovery_codes').where('factor_id', '=', totp_id.slice(-36)),
    );
    expect((await recover({ user_id, recovery_code: 'aaaa-aaaa-aaaa' })).body).toMatchObject(
      error(404, 'recovery_codes_not_found'),
    );
  });
});
