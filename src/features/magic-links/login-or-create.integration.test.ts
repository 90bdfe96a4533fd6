import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const loginOrCreate = (body: object) =>
  app.call('POST', '/v1/magic_links/email/login_or_create', body);
const useLink = (token: string) => app.call('POST', '/v1/magic_links/authenticate', { token });
const status = async (id: string) => (await app.call('GET', `/v1/users/${id}`)).body.status;

describe('magic_links/email/login_or_create', () => {
  test('makes an active user and sends a sign-up mail, then login mails', async () => {
    const email = 'New@example.com';
    const first = await loginOrCreate({ email });
    expect(Object.keys(first.body).sort()).toEqual([
      'email_id',
      'request_id',
      'status_code',
      'user_created',
      'user_id',
    ]);
    expect(first.body.user_created).toBe(true);
    const signup = await app.lastMail(email);
    expect(signup).toMatchObject({ kind: 'signup' });
    expect(signup.subject).toContain('Your account creation request for');
    expect(await status(first.body.user_id)).toBe('active');
    const { user_id, email_id } = first.body;
    const second = await loginOrCreate({ email: 'new@EXAMPLE.com' });
    expect(second.body).toMatchObject({ user_id, email_id, user_created: false });
    expect((await app.lastMail(email)).kind).toBe('login');
  });

  test('leaves a pending user pending, with sign-up mails, until a link is used', async () => {
    const email = 'pending@example.com';
    const first = await loginOrCreate({ email, create_user_as_pending: true });
    expect(await status(first.body.user_id)).toBe('pending');
    const second = await loginOrCreate({ email, create_user_as_pending: true });
    expect(second.body).toMatchObject({ user_id: first.body.user_id, user_created: false });
    const mail = await app.lastMail(email);
    expect(mail.kind).toBe('signup');
    const used = await useLink(mail.token);
    expect(used.body.user).toMatchObject({ status: 'active', emails: [{ verified: true }] });
    await loginOrCreate({ email, create_user_as_pending: true });
    expect((await app.lastMail(email)).kind).toBe('login');
  });

  test('makes one user, however many ask at once, and mails each of them', async () => {
    const email = 'race@example.com';
    const answers = await Promise.all(Array.from({ length: 20 }, () => loginOrCreate({ email })));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.user_created)).toHaveLength(1);
    const { body } = await app.call('GET', `/selvage/v1/messages?to=${email}`);
    expect(body.messages).toHaveLength(20);
    expect(new Set(body.messages.map(({ token }: { token: string }) => token)).size).toBe(20);
  });

  test('gives sign-up links a week and login links an hour', async () => {
    const email = 'defaults@example.com';
    await loginOrCreate({ email });
    const signup = (await app.lastMail(email)).token;
    await loginOrCreate({ email });
    const first = (await app.lastMail(email)).token;
    await loginOrCreate({ email, login_expiration_minutes: 300 });
    const long = (await app.lastMail(email)).token;
    await later(app, 3_601, async () => {
      const late = await useLink(first);
      expect(late.body).toMatchObject({
        status_code: 401,
        error_type: 'unable_to_auth_magic_link',
      });
      expect((await useLink(long)).status).toBe(200);
    });
    await later(app, 7 * 86_400 - 600, async () => {
      expect((await useLink(signup)).status).toBe(200);
    });
    await loginOrCreate({ email: 'week@example.com' });
    const week = (await app.lastMail('week@example.com')).token;
    await later(app, 7 * 86_400 + 1, async () => {
      expect((await useLink(week)).status).toBe(401);
    });
  });

  test('a newer link does not end an older one', async () => {
    const email = 'older@example.com';
    await login(app, email);
    await loginOrCreate({ email });
    const older = (await app.lastMail(email)).token;
    await loginOrCreate({ email });
    const newer = (await app.lastMail(email)).token;
    expect((await useLink(older)).status).toBe(200);
    expect((await useLink(newer)).status).toBe(200);
  });
});
