import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { authenticate, lastMessage } from '../../testing/otp-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

/** An address or number that a send added to a user, and that nobody has proven (messaging 3.6). */
let app: TestApp;
let serial = 0;
const email = () => `claimed${++serial}@example.com`;
const phone = () => `+1415555${String(5_000 + ++serial)}`;

beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const post = (path: string, body: object) => app.call('POST', `/v1/${path}`, body);
const userOf = async (id: string) => (await app.call('GET', `/v1/users/${id}`)).body;
const claimant = async () => (await login(app, email())).user_id as string;
const error = (status_code: number, error_type: string) => ({ status_code, error_type });

describe('a claim', () => {
  test('of an address lasts five minutes from the last send', async () => {
    const user_id = await claimant();
    const claimed = email();
    await post('magic_links/email/send', { user_id, email: claimed });
    await later(app, 240, async () => {
      await post('magic_links/email/send', { user_id, email: claimed });
    });
    const { token } = await app.lastMail(claimed);
    await later(app, 480, async () => {
      const { body } = await post('magic_links/authenticate', { token });
      expect(body).toMatchObject({ status_code: 200, user_id });
    });
  });

  test('of a number lasts five minutes from the last send', async () => {
    const user_id = await claimant();
    const phone_number = phone();
    await post('otps/sms/send', { user_id, phone_number });
    await later(app, 240, async () => {
      const sent = await post('otps/sms/send', { user_id, phone_number, expiration_minutes: 10 });
      const { code } = await lastMessage(app, { phone_number });
      await app.call('PUT', '/selvage/v1/clock', { advance_seconds: 240 });
      const { body } = await authenticate(app, { method_id: sent.body.phone_id, code });
      expect(body).toMatchObject({ status_code: 200, user_id });
    });
  });

  test('does not end where its user is sent to once it is proven', async () => {
    const user_id = await claimant();
    const claimed = email();
    await post('magic_links/email/send', { user_id, email: claimed });
    await post('magic_links/authenticate', { token: (await app.lastMail(claimed)).token });
    await post('magic_links/email/send', { user_id, email: claimed });
    await later(app, 301, async () => {
      expect((await userOf(user_id)).emails).toHaveLength(2);
    });
  });
});

test('a send whose selectors are all empty names nobody', async () => {
  const { user_id, emails } = (await login(app, email())).user;
  const none = { user_id: '', session_token: '', session_jwt: '' };
  const sent = await post('otps/email/send', { email: emails[0].email, ...none });
  expect(sent.body).toMatchObject({ status_code: 200, user_id });
  const unknown = await post('magic_links/email/send', { email: email(), ...none });
  expect(unknown.body).toMatchObject(error(404, 'email_not_found'));
  const named = await post('otps/email/send', { email: email(), ...none, user_id });
  expect(named.body).toMatchObject({ status_code: 200, user_id });
});

describe('whoever owns a claimed address or number', () => {
  test('gets a user of their own by a link, and the claim is gone', async () => {
    const user_id = await claimant();
    const claimed = email();
    await post('magic_links/email/send', { user_id, email: claimed });
    const first = (await app.lastMail(claimed)).token;
    const own = await post('magic_links/email/login_or_create', { email: claimed });
    expect(own.body).toMatchObject({ status_code: 200, user_created: true });
    expect(own.body.user_id).not.toBe(user_id);
    expect((await userOf(user_id)).emails).toHaveLength(1);
    expect((await post('magic_links/authenticate', { token: first })).body).toMatchObject(
      error(404, 'magic_link_not_found'),
    );
    const { token } = await app.lastMail(claimed);
    expect((await post('magic_links/authenticate', { token })).body).toMatchObject({
      status_code: 200,
      user_id: own.body.user_id,
    });
  });

  test.each(['sms', 'whatsapp'])('gets a user of their own by %s', async (channel) => {
    const user_id = await claimant();
    const phone_number = phone();
    await post(`otps/${channel}/send`, { user_id, phone_number });
    const own = await post(`otps/${channel}/login_or_create`, { phone_number });
    expect(own.body).toMatchObject({ status_code: 200, user_created: true });
    expect(own.body.user_id).not.toBe(user_id);
    expect((await userOf(user_id)).phone_numbers).toEqual([]);
  });

  test('gets a user of their own by an invitation or an import', async () => {
    const user_id = await claimant();
    const [invited, imported] = [email(), email()];
    await post('magic_links/email/send', { user_id, email: invited });
    const invitation = await post('magic_links/email/invite', { email: invited });
    expect(invitation.body).toMatchObject({ status_code: 200 });
    expect(invitation.body.user_id).not.toBe(user_id);
    await post('magic_links/email/send', { user_id, email: imported });
    const migrated = await post('passwords/migrate', {
      email: imported,
      hash: '2fdb5b2d0d15c9b5ee7d0ea73a4eef83',
      hash_type: 'md_5',
    });
    expect(migrated.body).toMatchObject({ status_code: 200, user_created: true });
    expect((await userOf(user_id)).password).toBeNull();
  });

  test('is not let into the user who claims it', async () => {
    const user_id = await claimant();
    const [address, phone_number] = [email(), phone()];
    await post('magic_links/email/send', { user_id, email: address });
    for (const path of ['magic_links/email/send', 'otps/email/send', 'passwords/email/reset/start'])
      expect((await post(path, { email: address })).body).toMatchObject(
        error(404, 'email_not_found'),
      );
    const other = await claimant();
    await post('otps/sms/send', { user_id: other, phone_number });
    expect((await post('otps/sms/send', { phone_number })).body).toMatchObject(
      error(404, 'phone_number_not_found'),
    );
  });
});
