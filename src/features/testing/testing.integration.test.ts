import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const clock = (body?: unknown) =>
  body === undefined
    ? app.call('GET', '/selvage/v1/clock')
    : app.call('PUT', '/selvage/v1/clock', body);
const inbox = async (query = '') =>
  (await app.call('GET', `/selvage/v1/messages${query}`)).body.messages;
const seconds = (text: string): number => Date.parse(text) / 1_000;

describe('the clock of a TEST environment', () => {
  test('advances, adds up, is set and reset', async () => {
    expect((await clock()).body.offset_seconds).toBe(0);
    expect((await clock({ advance_seconds: 100 })).body.offset_seconds).toBe(100);
    expect((await clock({ advance_seconds: -30 })).body.offset_seconds).toBe(70);
    expect((await clock()).body.offset_seconds).toBe(70);
    const { body } = await clock({ now: '2031-02-03T04:05:06Z' });
    expect(Math.abs(seconds(body.now) - seconds('2031-02-03T04:05:06Z'))).toBeLessThan(120);
    expect((await clock({ reset: true })).body.offset_seconds).toBe(0);
  });

  test('loses no advance of many that come at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => clock({ advance_seconds: 60 })));
    expect((await clock()).body.offset_seconds).toBe(600);
    await clock({ reset: true });
  });

  test.each([
    [{}, 'invalid_argument'],
    [{ reset: false }, 'invalid_argument'],
    [{ advance_seconds: 1, reset: true }, 'invalid_argument'],
    [{ advance_seconds: 1, now: '2031-02-03T04:05:06Z' }, 'invalid_argument'],
    [{ now: 'tomorrow' }, 'invalid_argument'],
    [{ now: '9999-01-01T00:00:00Z' }, 'invalid_argument'],
    [{ advance_seconds: 1e308 }, 'invalid_argument'],
    [{ advance_seconds: '60' }, 'bad_request'],
  ])('refuses %j and stands still', async (body, type) => {
    expect((await clock(body)).body).toMatchObject(error(400, type));
    expect((await clock()).body.offset_seconds).toBe(0);
  });

  test('is one for all nodes, and no other environment’s', async () => {
    const other = await app.secondNode();
    const credentials = { username: app.test.project_id, password: app.test.secret };
    const { session_token } = await login(app, 'nodes@example.com');
    const check = () =>
      inject(other.app, credentials, 'POST', '/v1/sessions/authenticate', { session_token });
    expect((await check()).status).toBe(200);
    const user = await app.callLive('POST', '/v1/users', { email: 'nodes@example.com' });
    const { token } = (
      await app.callLive('POST', '/v1/magic_links', { user_id: user.body.user_id })
    ).body;
    await clock({ advance_seconds: 7_200 });
    expect((await check()).status).toBe(404);
    const live = await app.callLive('POST', '/v1/magic_links/authenticate', { token });
    expect(live.status).toBe(200);
    await clock({ reset: true });
    expect((await check()).status).toBe(200);
  });

  test('dates what is made under it', async () => {
    await clock({ now: '2001-02-03T04:05:06Z' });
    const { body } = await app.call('POST', '/v1/users', { email: 'past@example.com' });
    expect(body.user.created_at).toMatch(/^2001-02-03T/);
    await mailedToken(app, 'past@example.com');
    expect((await inbox('?to=past@example.com'))[0].created_at).toMatch(/^2001-02-03T/);
    await clock({ reset: true });
  });
});

describe('the inbox of a TEST environment', () => {
  test('shows what a test wants to read out, newest first', async () => {
    await mailedToken(app, 'a@example.com');
    await mailedToken(app, 'B+tag@example.com');
    const token = await mailedToken(app, 'a@example.com');
    const [mail, ...others] = await inbox('?to=A@Example.com');
    expect(others).toHaveLength(1);
    expect(Object.keys(mail).sort()).toEqual([
      'channel',
      'code',
      'created_at',
      'html',
      'kind',
      'link',
      'message_id',
      'subject',
      'text',
      'to',
      'token',
    ]);
    expect(mail).toMatchObject({ channel: 'email', to: 'a@example.com', token, code: '' });
    expect(new URL(mail.link).searchParams.get('token')).toBe(token);
    expect(mail.text).toContain(mail.link);
    expect(mail.html).toContain(mail.link.replaceAll('&', '&amp;'));
    expect((await inbox('?to=b%2Btag@example.com'))[0].to).toBe('B+tag@example.com');
    const all = await inbox();
    expect(all.map(({ to }: { to: string }) => to).slice(0, 2)).toEqual([
      'a@example.com',
      'B+tag@example.com',
    ]);
    expect(await inbox('?limit=1')).toEqual([mail]);
    expect(await inbox('?channel=sms')).toEqual([]);
    expect(await inbox('?to=nobody@example.com')).toEqual([]);
  });

  test.each(['limit=0', 'limit=1001', 'limit=-1', 'limit=x', 'channel=fax', 'to=a&to=b'])(
    'refuses %s',
    async (query) => {
      expect((await app.call('GET', `/selvage/v1/messages?${query}`)).status).toBe(400);
    },
  );

  test('can be emptied, and its links still work', async () => {
    const token = await mailedToken(app, 'emptied@example.com');
    expect((await app.call('DELETE', '/selvage/v1/messages')).status).toBe(200);
    expect(await inbox()).toEqual([]);
    expect((await app.call('POST', '/v1/magic_links/authenticate', { token })).status).toBe(200);
  });
});

describe('a reset', () => {
  test('drops users, sessions, links and messages, and keeps settings and keys', async () => {
    const { session_token, session_jwt, user_id } = await login(app, 'reset@example.com');
    const token = await mailedToken(app, 'reset@example.com');
    const jwks = () => app.callAs(undefined, 'GET', `/v1/sessions/jwks/${app.test.project_id}`);
    const { keys } = (await jwks()).body;
    const live = await app.callLive('POST', '/v1/users', { email: 'reset@example.com' });
    expect((await app.call('POST', '/selvage/v1/reset')).status).toBe(200);
    expect((await app.call('GET', `/v1/users/${user_id}`)).status).toBe(404);
    for (const selector of [{ session_token }, { session_jwt }]) {
      const answer = await app.call('POST', '/v1/sessions/authenticate', selector);
      expect(answer.body).toMatchObject(error(404, 'session_not_found'));
    }
    const link = await app.call('POST', '/v1/magic_links/authenticate', { token });
    expect(link.body).toMatchObject(error(404, 'magic_link_not_found'));
    expect(await inbox()).toEqual([]);
    expect((await jwks()).body.keys).toEqual(keys);
    // Another environment does not notice.
    expect((await app.callLive('GET', `/v1/users/${live.body.user_id}`)).status).toBe(200);
    expect((await login(app, 'reset@example.com')).user_id).not.toBe(user_id);
  });

  test('meets requests of the same moment without an unexpected error', async () => {
    const email = 'busy@example.com';
    const calls = Array.from({ length: 12 }, (_, n) =>
      n % 4 === 3
        ? app.call('POST', '/selvage/v1/reset')
        : app.call('POST', '/v1/magic_links/email/login_or_create', { email }),
    );
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});

test('a LIVE environment has none of this', async () => {
  for (const [method, path] of [
    ['GET', 'clock'],
    ['PUT', 'clock'],
    ['POST', 'reset'],
    ['GET', 'messages'],
    ['DELETE', 'messages'],
  ] as const) {
    const body = method === 'PUT' ? { advance_seconds: 60 } : undefined;
    expect((await app.callLive(method, `/selvage/v1/${path}`, body)).body).toMatchObject(
      error(401, 'unauthorized_project_id_live'),
    );
    expect((await app.callAs(undefined, method, `/selvage/v1/${path}`, body)).status).toBe(400);
  }
});
