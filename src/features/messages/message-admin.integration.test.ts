import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../platform/clock.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { sendCode } from '../../testing/otp-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createMessageAdmin, type MessageAdmin } from './message-admin.ts';

let app: TestApp;
let admin: MessageAdmin;
let now = Date.now();

beforeAll(async () => {
  app = await createTestApp(unlimited, { clock: { now: () => now } });
  admin = createMessageAdmin(app.database, { now: () => now });
});
afterAll(() => app.close());
beforeEach(async () => {
  now += DAY;
  await app.database.run('delete from messages', []);
});

const setAll = (assignment: string) => app.database.run(`update messages set ${assignment}`, []);

/** A text with a code, failed. */
async function failed(phone_number = '+14155550123'): Promise<string> {
  await sendCode(app, { phone_number });
  await setAll("status = 'failed', attempts = 3, last_error = 'twilio: refused'");
  const [newest] = await admin.list({ limit: 1 });
  return newest?.id ?? '';
}

describe('an operator', () => {
  test('sees what became of messages, but neither codes nor whole numbers', async () => {
    const { code } = await sendCode(app, { phone_number: '+14155550123' });
    await setAll("status = 'failed', attempts = 3, last_error = 'twilio: refused'");
    const [summary] = await admin.list({ limit: 10 });
    expect(summary).toMatchObject({
      project_id: app.test.project_id,
      channel: 'sms',
      kind: 'one_time_passcode_signup',
      to: '+1***23',
      status: 'failed',
      attempts: 3,
      last_error: 'twilio: refused',
      next_attempt_at: null,
      can_be_resent: true,
    });
    expect(await admin.show(summary?.id ?? '')).toEqual(summary);
    const shown = JSON.stringify(summary);
    expect(shown).not.toContain('4155550123');
    expect(shown.replaceAll(summary?.id ?? '', '')).not.toContain(code);
  });

  test('lists by status, newest first, as many as asked for', async () => {
    for (let n = 0; n < 3; n += 1) {
      await sendCode(app, { email: `person${n}@example.com` });
      now += HOUR;
    }
    const to = async (filter: Parameters<MessageAdmin['list']>[0]) =>
      (await admin.list(filter)).map((one) => one.created_at);
    const all = await to({ limit: 10 });
    expect(all).toEqual([...all].sort().reverse());
    expect(await to({ limit: 2 })).toEqual(all.slice(0, 2));
    expect(await to({ status: 'failed', limit: 10 })).toEqual([]);
    expect(await to({ status: 'delivered', limit: 10 })).toEqual(all);
  });

  test('sends again what failed, by id or all of it', async () => {
    const one = await failed('+14155550124');
    const two = await failed('+14155550125');
    expect(await admin.resend([one])).toEqual([one]);
    expect(await admin.show(one)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await admin.show(two)).toMatchObject({ status: 'failed' });
    // What waits already is not touched.
    expect(await admin.resend([one])).toEqual([]);
    expect(await admin.resend('all')).toEqual([two]);
  });

  test('cannot send what is dead or was delivered', async () => {
    const id = await failed();
    now += 2 * 60_000;
    expect(await admin.show(id)).toMatchObject({ can_be_resent: false });
    expect(await admin.resend('all')).toEqual([]);
    await setAll("status = 'delivered'");
    now -= 2 * 60_000;
    expect(await admin.resend([id])).toEqual([]);
    expect(await admin.resend([])).toEqual([]);
  });
});

describe('what a failed message said', () => {
  test('is forgotten in LIVE when it is dead, and kept in the inbox of TEST', async () => {
    const id = await failed();
    const contents = async () =>
      (await app.database.run<{ content: string | null }>('select content from messages', [])).rows;
    now += HOUR;
    expect(await admin.wipeDead()).toBe(0);
    await setAll(`environment_id = '${app.live.project_id.slice(-36)}'`);
    now -= HOUR;
    expect(await admin.wipeDead()).toBe(0);
    now += HOUR;
    expect(await admin.wipeDead()).toBe(1);
    expect(await contents()).toEqual([{ content: null }]);
    expect(await admin.show(id)).toMatchObject({ status: 'failed', can_be_resent: false });
  });

  test('is forgotten too where nothing is left to deliver it', async () => {
    const id = await failed();
    await setAll(`status = 'queued', environment_id = '${app.live.project_id.slice(-36)}'`);
    now += HOUR;
    expect(await admin.wipeDead()).toBe(0);
    now += HOUR;
    expect(await admin.wipeDead()).toBe(1);
    expect(await admin.show(id)).toMatchObject({ status: 'failed', last_error: 'expired unsent' });
  });
});
