import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../platform/clock.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { mailedToken, unlimited } from '../../testing/magic-login.ts';
import { authenticate, lastMessage, sendCode, wrong } from '../../testing/otp-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let now = Date.now();
let serial = 0;
const E = '/pwa/v3/projects/my-project/environments/test';

beforeAll(async () => {
  app = await createTestApp(unlimited, { clock: { now: () => now } });
});
afterAll(() => app.close());
beforeEach(() =>
  changeSettings(app, { user_lock_threshold: 3, user_lock_self_serve_enabled: true }),
);

interface Victim {
  email: string;
  user_id: string;
  method_id: string;
  code: string;
}

/** A user with a code at hand; `verified` once they have logged in before. */
async function victim(verified = true): Promise<Victim> {
  serial += 1;
  const email = `victim${serial}@example.com`;
  if (verified) await authenticate(app, await sendCode(app, { email }));
  return { email, ...(await sendCode(app, { email }, { expiration_minutes: 10 })) };
}

const guess = ({ method_id, code }: Victim) => authenticate(app, { method_id, code: wrong(code) });

async function lock(user: Victim): Promise<void> {
  for (let n = 0; n < 3; n += 1) expect((await guess(user)).status).toBe(404);
}

const errorOf = async (answer: Promise<{ body: { error_type?: string } }>) =>
  (await answer).body.error_type;

const shown = async (user: Victim) => (await app.call('GET', `/v1/users/${user.user_id}`)).body;

async function open(link: string, method: 'GET' | 'HEAD' | 'POST' = 'GET') {
  const { pathname, search } = new URL(link);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return app.app.inject({
    method,
    url: pathname + search,
    ...(method === 'POST' && { headers: form, payload: '' }),
  });
}

describe('a user', () => {
  test('is locked by as many failures in a row as the environment says', async () => {
    const user = await victim();
    for (let n = 0; n < 2; n += 1) await guess(user);
    expect(await shown(user)).toMatchObject({ is_locked: false, lock_created_at: null });
    await guess(user);
    const locked = await shown(user);
    expect(locked.is_locked).toBe(true);
    const span = Date.parse(locked.lock_expires_at) - Date.parse(locked.lock_created_at);
    expect(span).toBe(HOUR);
  });

  test('who is locked is refused by every way in, right or wrong, until the time is over', async () => {
    const user = await victim();
    const token = await mailedToken(app, user.email);
    await lock(user);
    const refused = 'user_lock_limit_reached';
    expect(await errorOf(authenticate(app, user))).toBe(refused);
    expect(await errorOf(guess(user))).toBe(refused);
    const byLink = () => app.call('POST', '/v1/magic_links/authenticate', { token });
    expect(await byLink()).toMatchObject({ status: 429, body: { error_type: refused } });
    now += HOUR - 1_000;
    expect(await errorOf(authenticate(app, await sendCode(app, user)))).toBe(refused);
    now += 1_000;
    expect((await authenticate(app, await sendCode(app, user))).status).toBe(200);
    expect(await shown(user)).toMatchObject({ is_locked: false, lock_expires_at: null });
  });

  test('who gets in starts to count anew, also after a lock', async () => {
    const user = await victim();
    for (let n = 0; n < 2; n += 1) await guess(user);
    await authenticate(app, user);
    const again = { ...user, ...(await sendCode(app, user)) };
    for (let n = 0; n < 2; n += 1) await guess(again);
    expect((await shown(user)).is_locked).toBe(false);
    await guess(again);
    expect((await shown(user)).is_locked).toBe(true);
    now += HOUR;
    const later = { ...user, ...(await sendCode(app, user)) };
    for (let n = 0; n < 2; n += 1) expect((await guess(later)).status).toBe(404);
    expect((await shown(user)).is_locked).toBe(false);
  });

  test('is not locked by right codes that come too late, nor by malformed ones', async () => {
    const user = await victim();
    await authenticate(app, user);
    for (let n = 0; n < 5; n += 1) {
      expect((await authenticate(app, user)).status).toBe(401);
      expect((await authenticate(app, { ...user, code: 'x' })).status).toBe(400);
    }
    expect((await shown(user)).is_locked).toBe(false);
  });

  test('whose sessions were there before keeps them', async () => {
    const user = await victim();
    const login = await authenticate(app, { ...user, session_duration_minutes: 60 });
    await lock({ ...user, ...(await sendCode(app, user)) });
    const { session_token } = login.body;
    expect((await app.call('POST', '/v1/sessions/authenticate', { session_token })).status).toBe(
      200,
    );
  });
});

describe('an operator', () => {
  const unlock = (id: string) => app.callManagement('POST', `${E}/users/${id}/unlock`, {});

  test('unlocks a user, who can log in at once', async () => {
    const user = await victim();
    await lock(user);
    const answer = await unlock(user.user_id);
    expect(answer.body).toMatchObject({ status_code: 200, user: { is_locked: false } });
    expect((await authenticate(app, await sendCode(app, user))).status).toBe(200);
  });

  test('may do so to one who is not locked, and not to one who is not there', async () => {
    const user = await victim();
    expect((await unlock(user.user_id)).status).toBe(200);
    await app.call('DELETE', `/v1/users/${user.user_id}`);
    expect((await unlock(user.user_id)).body.error_type).toBe('user_not_found');
    expect((await unlock('user-test-nonsense')).body.error_type).toBe('invalid_user_id');
  });

  test('chooses whether codes count', async () => {
    const set = (one_time_codes_count: boolean) =>
      app.callManagement('PUT', `${E}/user_lock`, { one_time_codes_count });
    expect((await set(false)).body.one_time_codes_count).toBe(false);
    expect((await app.callManagement('GET', `${E}/user_lock`)).body.one_time_codes_count).toBe(
      false,
    );
    const user = await victim();
    for (let n = 0; n < 3; n += 1) expect((await guess(user)).status).toBe(404);
    expect((await shown(user)).is_locked).toBe(false);
    // The code itself takes no more guesses; the next one does.
    expect(await errorOf(authenticate(app, user))).toBe('too_many_requests');
    expect((await authenticate(app, await sendCode(app, user))).status).toBe(200);
    await set(true);
  });
});

describe('the unlock mail', () => {
  const mailTo = (user: Victim) => lastMessage(app, { email: user.email });

  test('goes out once, with the failure that locks', async () => {
    const user = await victim();
    for (let n = 0; n < 2; n += 1) await guess(user);
    expect((await mailTo(user)).kind).toBe('one_time_passcode');
    await guess(user);
    expect(await mailTo(user)).toMatchObject({ kind: 'unlock', to: user.email });
    for (let n = 0; n < 5; n += 1) await guess(user);
    const inbox = await app.call('GET', `/selvage/v1/messages?to=${user.email}`);
    const kinds = inbox.body.messages.map(({ kind }: { kind: string }) => kind);
    expect(kinds.filter((kind: string) => kind === 'unlock')).toHaveLength(1);
  });

  test.each([
    [
      'where the environment does not want it',
      async () => {
        await changeSettings(app, { user_lock_self_serve_enabled: false });
        return victim();
      },
    ],
    ['to an address that nobody has proven', () => victim(false)],
  ])('does not go out %s', async (_, prepare) => {
    const user = await prepare();
    await lock(user);
    expect((await shown(user)).is_locked).toBe(true);
    expect((await mailTo(user)).kind).toMatch(/^one_time_passcode/);
  });

  test('shows a button to whoever looks, which unlocks nobody', async () => {
    const user = await victim();
    await lock(user);
    const { link } = await mailTo(user);
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const page = await open(link, method);
      expect(page.statusCode).toBe(200);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      const csp = String(page.headers['content-security-policy']);
      expect(csp).toContain("default-src 'none'");
      expect(csp).toContain("form-action 'self' http://localhost:3000;");
      if (method === 'GET') expect(page.body).toContain('<form method="post"><button');
      expect(page.body).not.toContain(new URL(link).searchParams.get('token'));
    }
    expect((await shown(user)).is_locked).toBe(true);
  });

  test('unlocks with its button, once, and leads to the default login URL', async () => {
    const user = await victim();
    await lock(user);
    const { link } = await mailTo(user);
    const presses = await Promise.all(Array.from({ length: 5 }, () => open(link, 'POST')));
    const statuses = presses.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([303, 404, 404, 404, 404]);
    const done = presses.find(({ statusCode }) => statusCode === 303);
    expect(done?.headers.location).toBe('http://localhost:3000/authenticate');
    expect((await shown(user)).is_locked).toBe(false);
    expect((await authenticate(app, await sendCode(app, user))).status).toBe(200);
    expect((await open(link)).statusCode).toBe(404);
  });

  test('is dead when the lock is over or an operator ended it', async () => {
    const late = await victim();
    await lock(late);
    const { link } = await mailTo(late);
    now += HOUR;
    expect((await open(link)).statusCode).toBe(404);
    expect((await open(link, 'POST')).statusCode).toBe(404);
    const helped = await victim();
    await lock(helped);
    const mail = await mailTo(helped);
    await app.callManagement('POST', `${E}/users/${helped.user_id}/unlock`, {});
    expect((await open(mail.link, 'POST')).statusCode).toBe(404);
  });

  test('is worth nothing as a magic link, nor at another environment', async () => {
    const user = await victim();
    await lock(user);
    const { link, token } = await mailTo(user);
    const answer = await app.call('POST', '/v1/magic_links/authenticate', { token });
    expect(answer.body.error_type).toBe('magic_link_not_found');
    const live = link.replace(/public_token=[^&]+/, `public_token=${app.live.public_token}`);
    expect((await open(live, 'POST')).statusCode).toBe(404);
    for (const broken of ['?', '?token=x', `?public_token=${app.test.public_token}&token=`]) {
      const page = await open(`http://x/selvage/v1/unlock${broken}`, 'POST');
      expect([page.statusCode, page.headers['content-type']]).toEqual([
        404,
        'text/html; charset=utf-8',
      ]);
    }
    expect((await shown(user)).is_locked).toBe(true);
  });

  test('speaks the language of the browser and escapes the name of the project', async () => {
    const user = await victim();
    await lock(user);
    const { pathname, search } = new URL((await mailTo(user)).link);
    const page = await app.app.inject({
      url: pathname + search,
      headers: { 'accept-language': 'pt-BR,pt;q=0.9' },
    });
    expect(page.body).toContain('<html lang="pt-BR"');
    expect(page.body).toContain('Desbloquear');
  });

  test('also follows wrong passwords', async () => {
    serial += 1;
    const email = `password${serial}@example.com`;
    const password = 'violet-47-mosaic-lantern';
    await app.call('POST', '/v1/passwords', { email, password });
    await authenticate(app, await sendCode(app, { email }));
    const reset = await app.call('POST', '/v1/passwords/email/reset/start', { email });
    expect(reset.status).toBe(200);
    const { token } = await lastMessage(app, { email });
    await app.call('POST', '/v1/passwords/email/reset', { token, password });
    for (let n = 0; n < 3; n += 1) {
      const body = { email, password: `${password}${n}` };
      expect((await app.call('POST', '/v1/passwords/authenticate', body)).status).toBe(401);
    }
    expect((await lastMessage(app, { email })).kind).toBe('unlock');
  });
});

test('failures at once lock once, and mail once', async () => {
  const user = await victim();
  const answers = await Promise.all(Array.from({ length: 30 }, () => guess(user)));
  const types = answers.map(({ body }) => body.error_type);
  expect(types.filter((type) => type === 'otp_code_not_found')).toHaveLength(3);
  expect(types.filter((type) => type === 'user_lock_limit_reached')).toHaveLength(27);
  now += MINUTE;
  const inbox = await app.call('GET', `/selvage/v1/messages?to=${user.email}`);
  const kinds = inbox.body.messages.map(({ kind }: { kind: string }) => kind);
  expect(kinds.filter((kind: string) => kind === 'unlock')).toHaveLength(1);
});
