import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, otherEnvironment, unlimited } from '../../testing/magic-login.ts';
import { authenticate, sendCode, wrong } from '../../testing/otp-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let serial = 0;
const email = () => ({ email: `person${++serial}@example.com` });
const phone = () => ({ phone_number: `+1415555${String(2_000 + ++serial)}` });

beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

describe('a right code', () => {
  test.each([
    ['email', email],
    ['sms', phone],
  ] as const)('by %s logs in, once, and verifies where it went', async (channel, recipient) => {
    const sent = await sendCode(app, recipient());
    const body = { method_id: sent.method_id, code: sent.code, session_duration_minutes: 60 };
    const first = await authenticate(app, body);
    expect(first.body).toMatchObject({
      status_code: 200,
      user_id: sent.user_id,
      method_id: sent.method_id,
      reset_sessions: false,
      session: { authentication_factors: [{ type: 'otp', delivery_method: channel }] },
    });
    const [contact] = [...first.body.user.emails, ...first.body.user.phone_numbers];
    expect(contact.verified).toBe(true);
    const second = await authenticate(app, body);
    expect([second.status, second.body.error_type]).toEqual([401, 'unable_to_auth_otp_code']);
  });

  test('by WhatsApp is one for the same number', async () => {
    const to = phone();
    const sms = await sendCode(app, to);
    await app.call('POST', '/v1/otps/whatsapp/send', to);
    const inbox = await app.call(
      'GET',
      `/selvage/v1/messages?channel=whatsapp&to=${encodeURIComponent(to.phone_number)}`,
    );
    const { code } = inbox.body.messages[0];
    // Sending again has ended the first one.
    if (sms.code !== code) expect((await authenticate(app, sms)).status).toBe(404);
    const answer = await authenticate(app, {
      method_id: sms.method_id,
      code,
      session_duration_minutes: 5,
    });
    expect(answer.body.session.authentication_factors[0]).toMatchObject({
      delivery_method: 'whatsapp',
      phone_number_factor: { phone_id: sms.method_id, phone_number: to.phone_number },
    });
  });

  test('without a duration starts no session', async () => {
    const { method_id, code } = await sendCode(app, email());
    const { body } = await authenticate(app, { method_id, code });
    expect(body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
  });

  test('joins the session that is presented, and not one of another user', async () => {
    const to = email();
    const user = await login(app, to.email);
    const own = await sendCode(app, to);
    const joined = await authenticate(app, { ...own, session_token: user.session_token });
    expect(joined.body.session.session_id).toBe(user.session.session_id);
    expect(joined.body.session.authentication_factors).toHaveLength(2);
    const other = await sendCode(app, email());
    const apart = await authenticate(app, { ...other, session_token: user.session_token });
    expect(apart.body).toMatchObject({ status_code: 200, session: null });
  });

  test('makes a pending user active', async () => {
    const sent = await sendCode(app, phone(), { create_user_as_pending: true });
    const before = await app.call('GET', `/v1/users/${sent.user_id}`);
    expect(before.body.status).toBe('pending');
    expect((await authenticate(app, sent)).body.user.status).toBe('active');
  });

  test('of twenty callers at once lets one in', async () => {
    const sent = await sendCode(app, email());
    const answers = await Promise.all(Array.from({ length: 20 }, () => authenticate(app, sent)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
  });
});

describe('any other code', () => {
  test('that is wrong is 404, and the right one still works', async () => {
    const { method_id, code } = await sendCode(app, email());
    const answer = await authenticate(app, { method_id, code: wrong(code) });
    expect([answer.status, answer.body.error_type]).toEqual([404, 'otp_code_not_found']);
    expect((await authenticate(app, { method_id, code })).status).toBe(200);
  });

  test('for another method is wrong', async () => {
    const [one, two] = [await sendCode(app, email()), await sendCode(app, email())];
    if (one.code === two.code) return;
    const answer = await authenticate(app, { method_id: one.method_id, code: two.code });
    expect(answer.body.error_type).toBe('otp_code_not_found');
  });

  test('is 401 two minutes later, or when its own time is over', async () => {
    const usual = await sendCode(app, email());
    const longer = await sendCode(app, email(), { expiration_minutes: 10 });
    await later(app, 121, async () => {
      expect((await authenticate(app, usual)).body.error_type).toBe('unable_to_auth_otp_code');
    });
    await later(app, 599, async () => {
      expect((await authenticate(app, longer)).status).toBe(200);
    });
  });

  test('that was replaced is dead at once', async () => {
    const to = email();
    const first = await sendCode(app, to);
    const second = await sendCode(app, to);
    if (first.code !== second.code) {
      expect((await authenticate(app, first)).body.error_type).toBe('otp_code_not_found');
    }
    expect((await authenticate(app, second)).status).toBe(200);
  });

  test.each([
    ['12345', 'invalid_code'],
    ['1234567', 'invalid_code'],
    ['12a456', 'invalid_code'],
    ['', 'invalid_code'],
    [123456, 'bad_request'],
    ['\u0661\u0662\u0663\u0664\u0665\u0666', 'invalid_code'],
  ])('%j is malformed', async (code, error) => {
    const { method_id } = await sendCode(app, email());
    const answer = await authenticate(app, { method_id, code });
    expect([answer.status, answer.body.error_type]).toEqual([400, error]);
  });

  test('for a method that is malformed, elsewhere or nowhere is refused', async () => {
    const { method_id, user_id, code } = await sendCode(app, email());
    const error = async (id: string) =>
      (await authenticate(app, { method_id: id, code })).body.error_type;
    expect(await error('nonsense')).toBe('invalid_method_id');
    expect(await error(user_id)).toBe('invalid_method_id');
    expect(await error(otherEnvironment(method_id))).toBe('live_id_used_in_test_environment');
    expect(await error(method_id.replace(/.{12}$/, '000000000000'))).toBe('otp_code_not_found');
    // The same uuid as that of a phone number names nothing.
    const phoneId = method_id.replace('email-', 'phone-number-');
    expect(await error(phoneId)).toBe('otp_code_not_found');
  });
});

describe('the attributes of a send', () => {
  const attributes = { ip_address: '203.0.113.7', user_agent: 'Browser' };

  test('must match where that is asked for, and a mismatch uses nothing up', async () => {
    const sent = await sendCode(app, email(), { attributes });
    const options = { ip_match_required: true, user_agent_match_required: true };
    const elsewhere = { ...attributes, ip_address: '203.0.113.8' };
    const answer = await authenticate(app, { ...sent, options, attributes: elsewhere });
    expect(answer.body.error_type).toBe('attribute_mismatch');
    expect((await authenticate(app, { ...sent, options, attributes })).status).toBe(200);
  });
});

describe('a code whose user goes', () => {
  test('is none any more', async () => {
    const sent = await sendCode(app, email());
    await app.call('DELETE', `/v1/users/${sent.user_id}`);
    expect((await authenticate(app, sent)).body.error_type).toBe('otp_code_not_found');
  });

  test('is either used or none, and never a server error', async () => {
    for (let n = 0; n < 10; n += 1) {
      const to = email();
      const sent = await sendCode(app, to);
      const [deleted, authenticated, again] = await Promise.all([
        app.call('DELETE', `/v1/users/${sent.user_id}`),
        authenticate(app, sent),
        app.call('POST', '/v1/otps/email/login_or_create', to),
      ]);
      expect(deleted.status).toBe(200);
      expect([200, 404]).toContain(authenticated.status);
      expect(again.status).toBe(200);
    }
  });
});

describe('what is stored of a code', () => {
  test('does not show it', async () => {
    const { code, method_id } = await sendCode(app, email());
    const factor = method_id.slice(-36);
    const { rows } = await app.database.run<object>('select * from one_time_codes', []);
    const row = rows.find((one) => JSON.stringify(one).includes(factor));
    expect(row).toBeDefined();
    expect(Object.values(row ?? {})).not.toContain(code);
  });
});
