import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings } from '../../testing/change-settings.ts';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { authenticate, lastMessage, sendCode } from '../../testing/otp-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let serial = 0;
const email = () => `person${++serial}@example.com`;
const phone = () => `+1415555${String(3_000 + ++serial)}`;

beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const post = (path: string, body: object) => app.call('POST', `/v1/otps/${path}`, body);
const userOf = async (id: string) => (await app.call('GET', `/v1/users/${id}`)).body;

describe('sending a code', () => {
  test('tells what it is for: signup for the new and the pending, login for others', async () => {
    const to = { email: email() };
    await sendCode(app, to, { create_user_as_pending: true });
    expect((await lastMessage(app, to)).kind).toBe('one_time_passcode_signup');
    await post('email/send', to);
    expect((await lastMessage(app, to)).kind).toBe('one_time_passcode_signup');
    await authenticate(app, await sendCode(app, to));
    await post('email/send', to);
    expect((await lastMessage(app, to)).kind).toBe('one_time_passcode');
  });

  test('shows code and validity, in the language asked for', async () => {
    const to = { phone_number: phone() };
    const { code } = await sendCode(app, to, { locale: 'fr', expiration_minutes: 5 });
    const message = await lastMessage(app, to);
    expect(message).toMatchObject({ channel: 'sms', to: to.phone_number, code, subject: '' });
    expect(message.text).toContain(code);
    expect(message.text).toContain('5 minutes');
    expect(message.text).toMatch(/votre code/);
    expect(message.text).not.toContain('\n');
  });

  test('to somebody unknown is 404 and sends nothing', async () => {
    const [to, number] = [email(), phone()];
    expect((await post('email/send', { email: to })).body.error_type).toBe('email_not_found');
    for (const channel of ['sms', 'whatsapp']) {
      const answer = await post(`${channel}/send`, { phone_number: number });
      expect([answer.status, answer.body.error_type]).toEqual([404, 'phone_number_not_found']);
    }
    expect(await lastMessage(app, { email: to })).toBeUndefined();
  });

  test('by login_or_create makes a user once, however many ask at a time', async () => {
    const to = { phone_number: phone() };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post('sms/login_or_create', to)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.user_created)).toHaveLength(1);
    const { rows } = await app.database.run<{ factor_id: string }>(
      'select factor_id from one_time_codes',
      [],
    );
    const factor = answers[0]?.body.phone_id.slice(-36);
    expect(rows.filter(({ factor_id }) => factor_id === factor)).toHaveLength(1);
  });

  test('finds the user of an address however it is written', async () => {
    const address = `Mixed.${email()}`;
    const first = await post('email/login_or_create', { email: address });
    const second = await post('email/login_or_create', { email: address.toUpperCase() });
    expect(second.body).toMatchObject({ user_id: first.body.user_id, user_created: false });
  });

  test('goes to the address of the user, not to another spelling that somebody asks with', async () => {
    const address = `θ.${email()}`;
    const spelled = `ϴ${address.slice(1)}`;
    expect(spelled.toLowerCase()).toBe(address);
    await post('email/login_or_create', { email: address });
    for (const path of ['email/login_or_create', 'email/send']) {
      await app.call('DELETE', '/selvage/v1/messages');
      expect((await post(path, { email: spelled })).body).toMatchObject({ status_code: 200 });
      const { body } = await app.call('GET', '/selvage/v1/messages');
      expect(body.messages.map(({ to }: { to: string }) => to)).toEqual([address]);
    }
  });

  test.each([
    [0, 'invalid_expiration_otp'],
    [11, 'invalid_expiration_otp'],
    [-1, 'invalid_expiration_otp'],
    [1.5, 'bad_request'],
    ['5', 'bad_request'],
  ])('for %j minutes is refused', async (expiration_minutes, error) => {
    const answer = await post('email/login_or_create', { email: email(), expiration_minutes });
    expect(answer.body.error_type).toBe(error);
  });

  test.each([
    ['4155550100', 'invalid_phone_number'],
    ['+1415555010', 'invalid_phone_number'],
    ['+1 415 555 0100', 'invalid_phone_number'],
    ['', 'invalid_phone_number'],
    ['+9991234567', 'invalid_phone_number_country_code'],
    // Germany, and Jamaica, whose calling code is that of the US.
    ['+4915112345678', 'invalid_phone_number_country_code'],
    ['+18765550100', 'invalid_phone_number_country_code'],
  ])('to %j is refused and makes no user', async (phone_number, error) => {
    for (const channel of ['sms', 'whatsapp']) {
      const answer = await post(`${channel}/login_or_create`, { phone_number });
      expect([answer.status, answer.body.error_type]).toEqual([400, error]);
    }
  });

  test('goes to the countries of its own channel', async () => {
    await changeSettings(app, { sms_country_codes: ['DE'], whatsapp_country_codes: ['JM', 'US'] });
    const status = async (channel: string, phone_number: string) =>
      (await post(`${channel}/login_or_create`, { phone_number })).status;
    expect(await status('sms', '+4915112345678')).toBe(200);
    expect(await status('sms', phone())).toBe(400);
    expect(await status('whatsapp', '+4915112345678')).toBe(400);
    expect(await status('whatsapp', '+18765550100')).toBe(200);
    const both = ['CA', 'US'];
    await changeSettings(app, { sms_country_codes: both, whatsapp_country_codes: both });
  });

  test('in LIVE needs a provider, and says so before anything is made', async () => {
    const mail = await app.callLive('POST', '/v1/otps/email/login_or_create', { email: email() });
    expect(mail.body.error_type).toBe('email_settings_not_found');
    const body = { phone_number: phone() };
    const text = await app.callLive('POST', '/v1/otps/sms/login_or_create', body);
    expect(text.body.error_type).toBe('unavailable_endpoint');
    const users = await app.callLive('POST', '/v1/users/search', {});
    expect(users.body.results).toEqual([]);
  });
});

describe('adding a number or address to a user by a send', () => {
  test('keeps it if it is proven within five minutes', async () => {
    const { user_id } = await login(app, email());
    const phone_number = phone();
    const sent = await post('sms/send', { phone_number, user_id, expiration_minutes: 10 });
    expect(sent.body).toMatchObject({ status_code: 200, user_id });
    expect((await userOf(user_id)).phone_numbers).toMatchObject([{ verified: false }]);
    const { code } = await lastMessage(app, { phone_number });
    await later(app, 299, async () => {
      const answer = await authenticate(app, { method_id: sent.body.phone_id, code });
      expect(answer.body.user.phone_numbers).toMatchObject([{ phone_number, verified: true }]);
    });
    await later(app, 3_600, async () => {
      expect((await userOf(user_id)).phone_numbers).toHaveLength(1);
    });
  });

  test('forgets it after five minutes, though its code lives longer', async () => {
    const { user_id } = await login(app, email());
    const phone_number = phone();
    const sent = await post('sms/send', { phone_number, user_id, expiration_minutes: 10 });
    const { code } = await lastMessage(app, { phone_number });
    await later(app, 301, async () => {
      expect((await userOf(user_id)).phone_numbers).toEqual([]);
      const answer = await authenticate(app, { method_id: sent.body.phone_id, code });
      expect(answer.body.error_type).toBe('otp_code_not_found');
      const other = await post('sms/login_or_create', { phone_number });
      expect(other.body).toMatchObject({ user_created: true });
      expect(other.body.user_id).not.toBe(user_id);
    });
  });

  test('works by session too, and takes one selector', async () => {
    const { user_id, session_token } = await login(app, email());
    const phone_number = phone();
    const both = await post('whatsapp/send', { phone_number, session_token, user_id });
    expect(both.body.error_type).toBe('too_many_user_selection_arguments');
    const sent = await post('whatsapp/send', { phone_number, session_token });
    expect(sent.body.user_id).toBe(user_id);
    const again = await post('whatsapp/send', { phone_number: phone(), session_token });
    expect(again.body.error_type).toBe('too_many_unverified_factors');
  });

  test('is refused where it is another user’s', async () => {
    const taken = { email: email() };
    await login(app, taken.email);
    const { user_id } = await login(app, email());
    const answer = await post('email/send', { ...taken, user_id });
    expect(answer.body.error_type).toBe('duplicate_email');
  });

  test('that is the user’s already is a plain send', async () => {
    const to = { email: email() };
    const { user_id } = await login(app, to.email);
    const answer = await post('email/send', { ...to, user_id });
    expect(answer.body).toMatchObject({ status_code: 200, user_id });
    expect((await userOf(user_id)).emails).toMatchObject([{ verified: true }]);
  });
});

describe('the sandbox', () => {
  test('answers with its own ids and sends nothing', async () => {
    const text = await post('sms/send', { phone_number: '+10000000000' });
    const mail = await post('email/login_or_create', { email: 'sandbox@stytch.com' });
    expect(text.body.phone_id).toBe('phone-number-test-98cfbe19-6c8f-4b8b-b62a-e78a5a7bdff3');
    expect(mail.body).toMatchObject({ user_created: false, user_id: text.body.user_id });
    const answer = await authenticate(app, { method_id: mail.body.email_id, code: '000000' });
    expect(answer.body).toMatchObject({ status_code: 200, user_id: mail.body.user_id });
    expect(await lastMessage(app, { email: 'sandbox@stytch.com' })).toBeUndefined();
  });

  test('is none in LIVE', async () => {
    const body = { phone_number: '+10000000000' };
    const text = await app.callLive('POST', '/v1/otps/sms/login_or_create', body);
    expect(text.body.error_type).toBe('invalid_phone_number_sandbox');
  });
});
