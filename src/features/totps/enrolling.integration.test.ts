import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrol, enterCode, userWithTotp, verifiedUser } from '../../testing/authenticator-app.ts';
import { later, otherEnvironment, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const create = (body: object) => app.call('POST', '/v1/totps', body);

describe('totps create', () => {
  test('gives seed, picture and ten recovery codes; the TOTP is unverified', async () => {
    const { user_id } = await verifiedUser(app);
    const { body } = await create({ user_id });
    expect(body).toMatchObject({ status_code: 200, user_id, user: { user_id } });
    expect(body.totp_id).toMatch(/^totp-test-/);
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body.qr_code).toMatch(/^data:image\/png;base64, [A-Za-z0-9+/]+=*$/);
    expect(body.recovery_codes).toHaveLength(10);
    expect(new Set(body.recovery_codes).size).toBe(10);
    for (const code of body.recovery_codes) {
      expect(code).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
    }
    const totps = [{ totp_id: body.totp_id, verified: false }];
    expect(body.user.totps).toEqual(totps);
    expect((await app.call('GET', `/v1/users/${user_id}`)).body.totps).toEqual(totps);
  });

  test('takes an external_id for the user_id, and answers with ours', async () => {
    const { user_id } = await verifiedUser(app);
    await app.call('PUT', `/v1/users/${user_id}`, { external_id: 'totp|1' });
    expect((await create({ user_id: 'totp|1' })).body).toMatchObject({ status_code: 200, user_id });
  });

  test.each([
    [{}, 400, 'invalid_user_id'],
    [{ user_id: '' }, 400, 'invalid_user_id'],
    [{ user_id: 'user-test-1' }, 400, 'invalid_user_id'],
    [{ user_id: 1 }, 400, 'bad_request'],
    [{ user_id: 'user-test-00000000-0000-4000-8000-000000000000' }, 404, 'user_not_found'],
    [{ user_id: 'nobody' }, 404, 'user_not_found'],
    [{ user_id: 'nobody', expiration_minutes: 4 }, 400, 'invalid_expiration'],
    [{ user_id: 'nobody', expiration_minutes: 1_441 }, 400, 'invalid_expiration'],
    [{ user_id: 'nobody', expiration_minutes: 5.5 }, 400, 'bad_request'],
  ])('of %j gets %i %s', async (body, status, type) => {
    expect((await create(body)).body).toMatchObject(error(status, type));
  });

  test('of an id of the other environment says so', async () => {
    const { user_id } = await verifiedUser(app);
    expect((await create({ user_id: otherEnvironment(user_id) })).body).toMatchObject(
      error(400, 'live_id_used_in_test_environment'),
    );
  });

  test('is refused for a pending user', async () => {
    const email = 'pending-totp@example.com';
    const made = await app.call('POST', '/v1/users', { email, create_user_as_pending: true });
    const refused = await create({ user_id: made.body.user_id });
    expect(refused.body).toMatchObject(error(400, 'bad_request'));
    expect(refused.body.error_message).toContain('active user');
  });

  test('is refused while another factor of the user is unverified', async () => {
    const made = await app.call('POST', '/v1/users', { email: 'unverified-totp@example.com' });
    expect((await create({ user_id: made.body.user_id })).body).toMatchObject(
      error(400, 'too_many_unverified_factors'),
    );
  });

  test('makes an unverified factor that stands in the way of others', async () => {
    const { user_id } = await verifiedUser(app);
    await enrol(app, user_id);
    const sent = await app.call('POST', '/v1/otps/email/send', {
      email: 'second-factor@example.com',
      user_id,
    });
    expect(sent.body).toMatchObject(error(400, 'too_many_unverified_factors'));
  });

  test('is refused where the user has a pending or an active one', async () => {
    const { user_id } = await verifiedUser(app);
    const enrolled = await enrol(app, user_id);
    expect((await create({ user_id })).body).toMatchObject(error(400, 'pending_totp_exists'));
    expect((await enterCode(app, enrolled)).status).toBe(200);
    expect((await create({ user_id })).body).toMatchObject({
      ...error(400, 'active_totp_exists'),
      error_message:
        'Cannot create a new TOTP for the specified user since the user already has an active TOTP. Users may only have one active TOTP at a time.',
    });
  });

  test('of many at once makes one', async () => {
    const { user_id } = await verifiedUser(app);
    const answers = await Promise.all(Array.from({ length: 6 }, () => create({ user_id })));
    const types = answers.map(({ body }) => body.error_type ?? 'created').toSorted();
    expect(types).toEqual(['created', ...Array(5).fill('pending_totp_exists')]);
    expect((await app.call('GET', `/v1/users/${user_id}`)).body.totps).toHaveLength(1);
  });
});

describe('a TOTP that is not confirmed in time', () => {
  test('is unusable, and makes way for a new one', async () => {
    const { user_id } = await verifiedUser(app);
    const first = (await create({ user_id, expiration_minutes: 5 })).body;
    await later(app, 299, async () => {
      expect((await create({ user_id })).body).toMatchObject(error(400, 'pending_totp_exists'));
    });
    await later(app, 301, async () => {
      expect((await enterCode(app, first)).body).toMatchObject(error(400, 'expired_totp'));
      expect((await app.call('GET', `/v1/users/${user_id}`)).body.totps).toEqual([]);
      const listed = await app.call('POST', '/v1/totps/recovery_codes', { user_id });
      expect(listed.body).toMatchObject(error(404, 'totps_not_found_for_user'));
      const second = await enrol(app, user_id);
      expect(second.totp_id).not.toBe(first.totp_id);
      expect((await enterCode(app, first)).body).toMatchObject(
        error(401, 'unable_to_authenticate_totp'),
      );
      expect((await enterCode(app, second)).body).toMatchObject({ totp_id: second.totp_id });
    });
  });

  test('lives a day unless said otherwise', async () => {
    const { user_id } = await verifiedUser(app);
    const enrolled = await enrol(app, user_id);
    await later(app, 86_390, async () => {
      expect((await enterCode(app, enrolled)).status).toBe(200);
    });
  });

  test('never expires once it is confirmed', async () => {
    const enrolled = await userWithTotp(app);
    await later(app, 400 * 86_400, async () => {
      expect((await enterCode(app, enrolled)).status).toBe(200);
    });
  });
});

test('a deleted TOTP is gone with its codes, and a new one can be made', async () => {
  const enrolled = await userWithTotp(app);
  const { user_id, totp_id } = enrolled;
  const deleted = await app.call('DELETE', `/v1/users/totps/${totp_id}`);
  expect(deleted.body).toMatchObject({ status_code: 200, user: { totps: [] } });
  expect((await enterCode(app, enrolled, 1)).body).toMatchObject(
    error(404, 'totps_not_found_for_user'),
  );
  const recovery_code = enrolled.recovery_codes[0];
  expect(
    (await app.call('POST', '/v1/totps/recover', { user_id, recovery_code })).body,
  ).toMatchObject(error(400, 'no_active_recovery_code_backed_factor'));
  for (const table of ['totps', 'totp_recovery_codes'] as const) {
    const rows = await app.database.all(
      app.database.q
        .selectFrom(table)
        .select('factor_id')
        .where('factor_id', '=', totp_id.slice('totp-test-'.length)),
    );
    expect(rows).toEqual([]);
  }
  expect((await enrol(app, user_id)).totp_id).not.toBe(totp_id);
});
