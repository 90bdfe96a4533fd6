import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, otherEnvironment, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const create = (body: object) => app.call('POST', '/v1/magic_links', body);
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const newUser = async (body: object) => (await app.call('POST', '/v1/users', body)).body;

describe('an embeddable link', () => {
  test('is a token and no mail; it verifies no address', async () => {
    const { user_id } = await newUser({ email: 'a@example.com', create_user_as_pending: true });
    const made = await create({ user_id });
    expect(Object.keys(made.body).sort()).toEqual([
      'request_id',
      'status_code',
      'token',
      'user_id',
    ]);
    const inbox = await app.call('GET', '/selvage/v1/messages?to=a@example.com');
    expect(inbox.body.messages).toEqual([]);
    const used = await useLink({ token: made.body.token, session_duration_minutes: 60 });
    expect(used.body.user).toMatchObject({ status: 'active', emails: [{ verified: false }] });
    const [factor] = used.body.session.authentication_factors;
    expect(factor).toMatchObject({
      type: 'magic_link',
      delivery_method: 'embedded',
      embeddable_magic_link_factor: { embedded_id: used.body.method_id },
    });
    expect(factor).not.toHaveProperty('email_factor');
    expect((await useLink({ token: made.body.token })).body).toMatchObject(
      error(401, 'unable_to_auth_magic_link'),
    );
  });

  test('needs no address at all', async () => {
    const { user_id } = await newUser({ phone_number: '+14155550130' });
    const { token } = (await create({ user_id })).body;
    expect((await useLink({ token })).body.user_id).toBe(user_id);
  });

  test('has no page of its own and takes no verifier', async () => {
    const { user_id } = await newUser({ email: 'page@example.com' });
    const { token } = (await create({ user_id })).body;
    const query = new URLSearchParams({ public_token: app.test.public_token, token });
    const page = await app.app.inject(`/v1/magic_links/redirect?${query}`);
    expect(page.statusCode).toBe(404);
    expect((await useLink({ token, code_verifier: 'x'.repeat(43) })).body).toMatchObject(
      error(400, 'pkce_did_not_expect_code_verifier'),
    );
    expect((await useLink({ token })).status).toBe(200);
  });

  test('lasts an hour, or 5 minutes to a week', async () => {
    const { user_id } = await newUser({ email: 'lasts@example.com' });
    for (const minutes of [4, 10_081, 0]) {
      expect((await create({ user_id, expiration_minutes: minutes })).body).toMatchObject(
        error(400, 'invalid_expiration'),
      );
    }
    const hour = (await create({ user_id })).body.token;
    const short = (await create({ user_id, expiration_minutes: 5 })).body.token;
    const week = (await create({ user_id, expiration_minutes: 10_080 })).body.token;
    await later(app, 301, async () => {
      expect((await useLink({ token: short })).status).toBe(401);
    });
    await later(app, 3_601, async () => {
      expect((await useLink({ token: hour })).status).toBe(401);
    });
    await later(app, 7 * 86_400 - 600, async () => {
      expect((await useLink({ token: week })).status).toBe(200);
    });
  });

  test('needs a user of this environment', async () => {
    const { user_id } = await newUser({ email: 'whose@example.com' });
    for (const [body, status, type] of [
      [{}, 400, 'invalid_user_id'],
      [{ user_id: 'user-test-x' }, 400, 'invalid_user_id'],
      [{ user_id: 'unknown' }, 404, 'user_not_found'],
      [{ user_id: otherEnvironment(user_id) }, 400, 'live_id_used_in_test_environment'],
      [{ user_id, attributes: { ip_address: 'x' } }, 400, 'invalid_ip_address'],
    ] as const) {
      expect((await create(body)).body).toMatchObject(error(status, type));
    }
  });

  test('of another environment is unknown here', async () => {
    const user = await app.callLive('POST', '/v1/users', { email: 'live@example.com' });
    const link = await app.callLive('POST', '/v1/magic_links', { user_id: user.body.user_id });
    const { token } = link.body;
    expect((await useLink({ token })).body).toMatchObject(error(404, 'magic_link_not_found'));
    const live = await app.callLive('POST', '/v1/magic_links/authenticate', { token });
    expect(live.body.method_id).toMatch(/-live-/);
  });
});
