import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);

const ip = { ip_address: '203.0.113.1' };
const agent = { user_agent: 'Browser 1' };

describe('magic_links/authenticate', () => {
  test('answers who it was, by which address, and whether there is a session', async () => {
    const token = await mailedToken(app, 'answer@example.com');
    const { body } = await useLink({ token });
    expect(body).toMatchObject({
      user_id: body.user.user_id,
      method_id: body.user.emails[0].email_id,
      reset_sessions: false,
      session: null,
      session_token: '',
      session_jwt: '',
    });
  });

  test.each([
    ['', 404, 'magic_link_not_found'],
    ['x', 404, 'magic_link_not_found'],
    ['x'.repeat(44), 404, 'magic_link_not_found'],
    ['ä'.repeat(10_000), 404, 'magic_link_not_found'],
    [undefined, 400, 'invalid_token'],
    [null, 400, 'invalid_token'],
    [1, 400, 'bad_request'],
  ])('of token %j gets %i %s', async (token, status, type) => {
    expect((await useLink({ token })).body).toMatchObject(error(status, type));
  });

  test('says in its own words what is wrong with a link', async () => {
    const token = await mailedToken(app, 'words@example.com');
    await useLink({ token });
    expect((await useLink({ token })).body).toMatchObject({
      ...error(401, 'unable_to_auth_magic_link'),
      error_message:
        'The magic link could not be authenticated because it was either already used or expired. Send another magic link to this user.',
      error_url: 'https://stytch.com/docs/api/errors/401#unable_to_auth_magic_link',
    });
    expect((await useLink({ token: 'unknown' })).body).toMatchObject({
      error_message:
        'The magic link could not be authenticated, try sending another magic link to the user.',
      error_url: 'https://stytch.com/docs/api/errors/404#magic_link_not_found',
    });
  });

  test('of a used link stays 401 after it expired too', async () => {
    const token = await mailedToken(app, 'stays@example.com');
    await useLink({ token });
    await later(app, 8 * 86_400, async () => {
      expect((await useLink({ token })).body).toMatchObject(
        error(401, 'unable_to_auth_magic_link'),
      );
    });
  });

  test('of a locked user is refused and uses nothing up', async () => {
    const token = await mailedToken(app, 'locked@example.com');
    const { q } = app.database;
    const lock = (until: number | null) =>
      app.database.affected(
        q
          .updateTable('users')
          .set({ lock_created_at: until && Date.now(), lock_expires_at: until })
          .where(
            'id',
            'in',
            q
              .selectFrom('factors')
              .select('user_id')
              .where('identifier', '=', 'locked@example.com'),
          ),
      );
    await lock(Date.now() + 3_600_000);
    expect((await useLink({ token, session_duration_minutes: 5 })).body).toMatchObject(
      error(429, 'user_lock_limit_reached'),
    );
    await lock(null);
    expect((await useLink({ token })).status).toBe(200);
  });
});

describe('attributes that must match', () => {
  test.each([
    [ip, ip, { ip_match_required: true }, 200],
    [agent, agent, { user_agent_match_required: true }, 200],
    [
      { ...ip, ...agent },
      { ...ip, ...agent },
      { ip_match_required: true, user_agent_match_required: true },
      200,
    ],
    [ip, { ip_address: '203.0.113.2' }, { ip_match_required: true }, 401],
    [agent, { user_agent: 'Browser 2' }, { user_agent_match_required: true }, 401],
    [{ ...ip, ...agent }, ip, { ip_match_required: true, user_agent_match_required: true }, 401],
    // A side that has none matches nothing.
    [undefined, ip, { ip_match_required: true }, 401],
    [ip, undefined, { ip_match_required: true }, 401],
    [undefined, undefined, { ip_match_required: true }, 401],
    [undefined, undefined, { user_agent_match_required: true }, 401],
    // Nobody asked.
    [ip, { ip_address: '203.0.113.2' }, { ip_match_required: false }, 200],
    [ip, { ip_address: '203.0.113.2' }, undefined, 200],
  ])('sent with %j, used with %j under %j: %i', async (sent, used, options, status) => {
    const token = await mailedToken(app, 'match@example.com', { attributes: sent });
    const answer = await useLink({ token, attributes: used, options });
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(answer.body.error_type).toBe('attribute_mismatch');
    // The link is still good.
    expect((await useLink({ token })).status).toBe(200);
  });

  test('must be well-formed', async () => {
    const token = await mailedToken(app, 'formed@example.com');
    const bad = { attributes: { ip_address: '1.2.3.4.5' } };
    expect((await useLink({ token, ...bad })).body).toMatchObject(error(400, 'invalid_ip_address'));
    const long = { attributes: { user_agent: 'x'.repeat(2_049) } };
    expect((await useLink({ token, ...long })).body).toMatchObject(
      error(400, 'invalid_user_agent'),
    );
    expect((await useLink({ token })).status).toBe(200);
  });
});
