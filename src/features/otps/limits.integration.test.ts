import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../platform/clock.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { authenticate, lastMessage, sendCode, wrong } from '../../testing/otp-login.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
/** Stands still, so that a slow machine does not get into the next second by itself. */
let now = Date.now();
let serial = 0;
const email = () => `person${++serial}@example.com`;
const phone = () => `+1415555${String(4_000 + ++serial)}`;

beforeAll(async () => {
  app = await createTestApp({}, { clock: { now: () => now } });
});
afterAll(() => app.close());

/** To the start of a fresh window of every limit. */
function freshWindows(): void {
  now = Math.ceil((now + 1) / DAY) * DAY;
}

const send = (channel: string, to: object) =>
  app.call('POST', `/v1/otps/${channel}/login_or_create`, to);
const error = async (answer: Promise<{ body: { error_type?: string } }>) =>
  (await answer).body.error_type;

describe('sends', () => {
  test('go to a recipient once a second, over all channels, and to others as well', async () => {
    freshWindows();
    const to = { phone_number: phone() };
    expect((await send('sms', to)).status).toBe(200);
    expect(await error(send('sms', to))).toBe('too_many_requests');
    expect(await error(send('whatsapp', to))).toBe('too_many_requests');
    expect((await send('sms', { phone_number: phone() })).status).toBe(200);
    now += SECOND;
    expect((await send('whatsapp', to)).status).toBe(200);
  });

  test('go to a recipient five times a minute', async () => {
    freshWindows();
    const to = { email: email() };
    for (let n = 0; n < 5; n += 1) {
      expect((await send('email', to)).status).toBe(200);
      now += SECOND;
    }
    expect(await error(send('email', to))).toBe('too_many_requests');
    now += MINUTE;
    expect((await send('email', to)).status).toBe(200);
  });

  test('that are refused for what they say count for nothing', async () => {
    freshWindows();
    const to = { email: email() };
    for (let n = 0; n < 3; n += 1) {
      expect(await error(send('email', { ...to, expiration_minutes: 99 }))).toBe(
        'invalid_expiration_otp',
      );
    }
    expect((await send('email', to)).status).toBe(200);
  });

  test('to somebody unknown count like others', async () => {
    freshWindows();
    const to = { email: email() };
    const known = () => app.call('POST', '/v1/otps/email/send', to);
    expect(await error(known())).toBe('email_not_found');
    expect(await error(known())).toBe('too_many_requests');
  });

  test('stop for a range of numbers, a country and a project', async () => {
    const limit = (max: number) => ({ max, window_seconds: 3_600 });
    for (const [name, numbers] of [
      ['otps.sms.phone_prefix', ['+14155557001', '+14155557002', '+14155557003']],
      ['otps.sms.country', ['+14165550101', '+14165560101', '+14165570101']],
      ['otps.sms.project', ['+14165550102', '+14155560102', '+14155570102']],
    ] as const) {
      freshWindows();
      await changeSettings(app, { rate_limits: { [name]: limit(2) } });
      const statuses: number[] = [];
      for (const phone_number of numbers)
        statuses.push((await send('sms', { phone_number })).status);
      expect([name, statuses]).toEqual([name, [200, 200, 429]]);
    }
    await changeSettings(app, { rate_limits: {} });
  });

  test('of a stranger who hammers at one number leave the rest of its range alone', async () => {
    freshWindows();
    await changeSettings(app, {
      rate_limits: { 'otps.sms.phone_prefix': { max: 5, window_seconds: 3_600 } },
    });
    const hammered = { phone_number: '+14155558001' };
    for (let n = 0; n < 20; n += 1) await send('sms', hammered);
    expect((await send('sms', { phone_number: '+14155558002' })).status).toBe(200);
    await changeSettings(app, { rate_limits: {} });
  });

  describe('by text', () => {
    const code = async (phone_number = phone()) => {
      const answer = await send('sms', { phone_number });
      return { ...answer, method_id: answer.body.phone_id, phone_number };
    };
    const typeIn = async (sent: { method_id: string; phone_number: string }) => {
      const message = await lastMessage(app, sent);
      const answer = await authenticate(app, { method_id: sent.method_id, code: message.code });
      expect(answer.status).toBe(200);
    };

    test('stop where of many codes fewer than one in ten is typed in', async () => {
      freshWindows();
      const window = { max: 10, window_seconds: 3_600 };
      await changeSettings(app, {
        rate_limits: { 'otps.sms.unauthenticated': window, 'otps.sms.phone_prefix': null },
      });
      const first = await code();
      for (let n = 1; n < 10; n += 1) expect((await code()).status).toBe(200);
      const refused = await code();
      expect(refused).toMatchObject({
        status: 429,
        body: { error_type: 'too_few_tokens_authenticated' },
      });
      expect(await error(send('whatsapp', { phone_number: phone() }))).toBe(
        'too_few_tokens_authenticated',
      );
      // Nothing came of it: neither a user nor a use of the number's own limit.
      const found = await app.call('POST', '/v1/users/search', {
        query: {
          operator: 'AND',
          operands: [{ filter_name: 'phone_number', filter_value: [refused.phone_number] }],
        },
      });
      expect(found.body.results).toEqual([]);
      expect((await send('email', { email: email() })).status).toBe(200);
      // One of eleven is less than one in ten; of refused ones no count is kept.
      await typeIn(first);
      expect(await error(code(refused.phone_number))).toBe('too_few_tokens_authenticated');
      now += SECOND;
      await typeIn(await codeBefore());
      expect((await code()).status).toBe(200);

      /** Sent before the brake: the second of them. */
      async function codeBefore() {
        const list = await app.call('GET', '/selvage/v1/messages?channel=sms&limit=2');
        const { to: phone_number } = list.body.messages[1];
        const user = await app.call('POST', '/v1/users/search', {
          query: {
            operator: 'AND',
            operands: [{ filter_name: 'phone_number', filter_value: [phone_number] }],
          },
        });
        return { phone_number, method_id: user.body.results[0].phone_numbers[0].phone_id };
      }
    });

    test('go on with the next window, and where nobody was reached', async () => {
      now += 60 * MINUTE;
      for (let n = 0; n < 12; n += 1) {
        expect(await error(app.call('POST', '/v1/otps/sms/send', { phone_number: phone() }))).toBe(
          'phone_number_not_found',
        );
      }
      expect((await code()).status).toBe(200);
      await changeSettings(app, { rate_limits: {} });
    });
  });

  test('count together on all nodes', async () => {
    freshWindows();
    if (app.storage.engine !== 'postgres') return;
    const other = await app.secondNode();
    const credentials = { username: app.test.project_id, password: app.test.secret };
    const to = { email: email() };
    const nodes = [app.app, other.app];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        inject(
          nodes[n % 2] as TestApp['app'],
          credentials,
          'POST',
          '/v1/otps/email/login_or_create',
          to,
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(39);
  });
});

describe('guesses', () => {
  test('are twenty in ten minutes for a method', async () => {
    freshWindows();
    await changeSettings(app, { user_lock_threshold: 100 });
    const { method_id, code } = await sendCode(app, { email: email() }, { expiration_minutes: 10 });
    for (let n = 0; n < 20; n += 1) {
      expect(await error(authenticate(app, { method_id, code: wrong(code) }))).toBe(
        'otp_code_not_found',
      );
    }
    expect(await error(authenticate(app, { method_id, code }))).toBe('too_many_requests');
    await changeSettings(app, { user_lock_threshold: 10 });
  });

  test.each([
    ['lock their user', true, 'user_lock_limit_reached'],
    ['do not count for the lock', false, 'too_many_requests'],
  ])('a thousand at once are looked at ten times where they %s', async (_, counts, refusal) => {
    freshWindows();
    // The limits would stop most of them before.
    await changeSettings(app, {
      rate_limits: { 'otps.authenticate': null },
      user_lock_counts_codes: counts,
    });
    const { method_id, code } = await sendCode(app, { email: email() }, { expiration_minutes: 10 });
    const GUESSES = 1_000;
    const guess = (n: number) => {
      const next = String(n).padStart(6, '0');
      return next === code ? wrong(code) : next;
    };
    const answers = await Promise.all(
      Array.from({ length: GUESSES }, (_, n) => authenticate(app, { method_id, code: guess(n) })),
    );
    const types = answers.map(({ body }) => body.error_type);
    expect(types.filter((type) => type === 'otp_code_not_found')).toHaveLength(10);
    expect(types.filter((type) => type === refusal)).toHaveLength(GUESSES - 10);
    // The right one is among those that are not looked at any more.
    expect(await error(authenticate(app, { method_id, code }))).toBe(refusal);
    await changeSettings(app, { rate_limits: {}, user_lock_counts_codes: true });
  });

  test('of a stranger lock nobody out where codes do not count', async () => {
    freshWindows();
    await changeSettings(app, { user_lock_counts_codes: false });
    const to = { email: email() };
    const victim = await sendCode(app, to);
    for (let n = 0; n < 12; n += 1) {
      await authenticate(app, { method_id: victim.method_id, code: wrong(victim.code) });
    }
    const user = await app.call('GET', `/v1/users/${victim.user_id}`);
    expect(user.body.is_locked).toBe(false);
    now += MINUTE;
    expect((await authenticate(app, await sendCode(app, to))).status).toBe(200);
    await changeSettings(app, { user_lock_counts_codes: true });
  });
});
