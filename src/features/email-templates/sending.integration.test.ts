import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadMasterKeys } from '../../platform/crypto/master-key.ts';
import { createVault } from '../../platform/crypto/vault.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import type { OutboundMessage } from '../../platform/messaging/provider.ts';
import { loginTemplate, look, otpTemplate, sender } from '../../testing/email-templates.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { type Answer, createTestApp, inject, type TestApp } from '../../testing/test-app.ts';
import { contentPlace } from '../messages/messages.service.ts';
import { outboundMessage } from '../messages/outbound-message.ts';

let app: TestApp;
const P = '/pwa/v3/projects/my-project';
const LINK = '/v1/magic_links/email/login_or_create';
const OTP = '/v1/otps/email/login_or_create';

const manage = async (
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: object = {},
): Promise<void> => {
  const answer = await app.callManagement(method, `${P}/${path}`, body);
  expect(answer.body).toMatchObject({ status_code: 200 });
};
const html = (template: object) => ({
  sender_information: sender,
  custom_html_customization: template,
});
const put = (template_id: string, template: object) =>
  manage('POST', 'email_templates', { template_id, ...template });
const setDefault = (type: string, template_id: string) =>
  manage('POST', `default_email_templates/${type}`, { template_id });

let people = 0;
let email = '';

beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.database.run('delete from default_email_templates', []);
  await app.database.run('delete from email_templates', []);
  people += 1;
  email = `person${people}@example.com`;
  await put('looks', { prebuilt_customization: look });
  await put('login', html(loginTemplate));
  await put('signup', html({ ...loginTemplate, template_type: 'SIGNUP', subject: 'Sign up' }));
  await put('invite', html({ ...loginTemplate, template_type: 'INVITE', subject: 'Join' }));
  await put('otp', html(otpTemplate));
  await put('otp-signup', html({ ...otpTemplate, template_type: 'ONE_TIME_PASSCODE_SIGNUP' }));
});

async function send(path: string, body: object = {}): Promise<Answer['body']> {
  const answer = await app.call('POST', path, { email, ...body });
  expect(answer.body).toMatchObject({ status_code: 200 });
  const { body: inbox } = await app.call('GET', `/selvage/v1/messages?to=${email}&limit=1`);
  return inbox.messages[0];
}

async function refused(path: string, body: object): Promise<string> {
  const { status, body: answer } = await app.call('POST', path, { email, ...body });
  return `${status} ${answer.error_type}`;
}

describe('a mail', () => {
  test('of a magic link has the template for the state of its user', async () => {
    const ids = { login_template_id: 'login', signup_template_id: 'signup' };
    const first = await send(LINK, ids);
    expect(first).toMatchObject({ kind: 'signup', subject: 'Sign up' });
    const mail = await send(LINK, ids);
    expect(mail).toMatchObject({
      kind: 'login',
      subject: `Come in, ${email}`,
      html: `<p>For ${email}: <a href="${mail.link.replaceAll('&', '&amp;')}">in</a></p>`,
      text: `In: ${mail.link}`,
    });
    expect(new URL(mail.link).searchParams.get('token')).toBe(mail.token);
    const login = await app.call('POST', '/v1/magic_links/authenticate', { token: mail.token });
    expect(login.status).toBe(200);
    const sent = await send('/v1/magic_links/email/send', { login_template_id: 'looks' });
    expect(sent.html).toContain('bgcolor="#aa0000"');
  });

  test('of an invitation or a passcode has the one it names', async () => {
    const invite = await send('/v1/magic_links/email/invite', { invite_template_id: 'invite' });
    expect(invite).toMatchObject({ kind: 'invite', subject: 'Join' });
    email = `otp-${email}`;
    const ids = { login_template_id: 'otp', signup_template_id: 'otp-signup' };
    const signup = await send(OTP, ids);
    expect(signup).toMatchObject({ kind: 'one_time_passcode_signup', text: signup.code });
    const login = await send(OTP, ids);
    expect(login).toMatchObject({ subject: 'Your code', html: `<b>${login.code}</b>` });
    expect(login.code).toMatch(/^\d{6}$/);
  });

  test('of a password reset has the one it names, or the default', async () => {
    const reset = '/v1/passwords/email/reset/start';
    const content = '<a href="{{reset_password_url}}">a</a><a href="{{magic_link_url}}">b</a>';
    const parts = { template_type: 'RESET_PASSWORD', html_content: content, subject: 'Reset' };
    await put(
      'reset',
      html({ ...loginTemplate, ...parts, plaintext_content: '{{reset_password_url}}' }),
    );
    await send(LINK);
    const named = await send(reset, { reset_password_template_id: 'reset' });
    expect(named).toMatchObject({ kind: 'reset_password', subject: 'Reset', text: named.link });
    expect(named.html).toContain('stytch_token_type=reset_password');
    expect(named.html).toContain('stytch_token_type=login');
    await setDefault('RESET_PASSWORD', 'looks');
    expect((await send(reset)).html).toContain('bgcolor="#aa0000"');
    const wrong = { reset_password_template_id: 'login' };
    expect(await refused(reset, wrong)).toBe('400 invalid_template_id');
  });

  test('without an id has the default for its type, else that for all, else is stock', async () => {
    await send(LINK);
    expect((await send(LINK)).subject).toBe('Your login request to My Project');
    await setDefault('PREBUILT', 'looks');
    expect((await send(LINK)).html).toContain('bgcolor="#aa0000"');
    expect((await send(OTP)).html).toContain('font-family:Georgia');
    await setDefault('LOGIN', 'login');
    expect((await send(LINK)).subject).toBe(`Come in, ${email}`);
    expect((await send(LINK, { login_template_id: 'looks' })).html).toContain('#aa0000');
    await manage('DELETE', 'default_email_templates/LOGIN');
    expect((await send(LINK)).html).toContain('bgcolor="#aa0000"');
  });

  test('is not accepted with a template that is unknown or for other mails', async () => {
    const before = await app.call('GET', '/selvage/v1/messages');
    for (const [path, body, error] of [
      [LINK, { login_template_id: 'unknown' }, '404 email_template_not_found'],
      [LINK, { signup_template_id: 'unknown' }, '404 email_template_not_found'],
      [LINK, { login_template_id: 'signup' }, '400 invalid_template_id'],
      [LINK, { login_template_id: 'otp' }, '400 invalid_template_id'],
      [LINK, { login_template_id: 'a b' }, '400 invalid_template_id'],
      [OTP, { signup_template_id: 'otp' }, '400 invalid_template_id'],
      [OTP, { login_template_id: 'login' }, '400 invalid_template_id'],
      ['/v1/magic_links/email/invite', { invite_template_id: 'login' }, '400 invalid_template_id'],
    ] as const) {
      expect(await refused(path, body)).toBe(error);
    }
    const after = await app.call('GET', '/selvage/v1/messages');
    expect(after.body.messages).toEqual(before.body.messages);
  });

  test('comes from whom the template says, the rest from the server', async () => {
    await put('from', {
      prebuilt_customization: {},
      sender_information: { from_name: 'Ada', reply_to_local_part: 'help', reply_to_name: 'Help' },
    });
    await send(LINK, { signup_template_id: 'from' });
    const address = app.config.mailFromAddress;
    expect(await outgoing()).toMatchObject({
      from: { name: 'Ada', address },
      replyTo: { name: 'Help', address: `help@${address.split('@')[1]}` },
    });
    await send(LINK, { login_template_id: 'login' });
    expect(await outgoing()).toMatchObject({
      from: { name: 'Acme', address: 'hello@mail.example.com' },
      replyTo: { name: 'Acme support', address: 'support@mail.example.com' },
    });
  });

  test('that was accepted stays as it was when its template changes or goes', async () => {
    const before = await send(LINK, { signup_template_id: 'signup' });
    const change = { ...loginTemplate, template_type: 'SIGNUP', subject: 'Later' };
    await manage('PUT', 'email_templates/signup', { custom_html_customization: change });
    const again = async () =>
      (await app.call('GET', `/selvage/v1/messages?to=${email}`)).body.messages.at(-1);
    expect(await again()).toEqual(before);
    await manage('DELETE', 'email_templates/signup');
    expect(await again()).toEqual(before);
  });

  test('gives no name a way into its HTML, its subject or its merge tags', async () => {
    const { body } = await app.callManagement('GET', P);
    const name = '"><b>{{magic_link_url}}</b>';
    await app.callManagement('PATCH', P, { name });
    const parts = { subject: '{{project_name}}', html_content: '{{project_name}}{{otp_code}}' };
    await put(
      'names',
      html({ ...otpTemplate, ...parts, template_type: 'ONE_TIME_PASSCODE_SIGNUP' }),
    );
    const mail = await send(OTP, { signup_template_id: 'names' });
    await app.callManagement('PATCH', P, { name: body.project.name });
    expect(mail.subject).toBe(name);
    const escaped = '&quot;&gt;&lt;b&gt;{{magic_link_url}}&lt;/b&gt;';
    expect(mail.html).toBe(`${escaped}${mail.code}`);
  });
});

/** The newest mail as a provider would get it. */
async function outgoing(): Promise<OutboundMessage> {
  const vault = createVault(loadMasterKeys(undefined, app.storage.dataDir));
  const rows = await app.database.all(
    app.database.q.selectFrom('messages').selectAll().orderBy('id', 'desc').limit(1),
  );
  const row = rows[0] as MessageTable;
  return outboundMessage(row, JSON.parse(vault.open(contentPlace(row), row.content as string)));
}

describe('another node', () => {
  const at = async (other: Awaited<ReturnType<TestApp['secondNode']>>, body: object) => {
    const { project_id: username, secret: password } = app.test;
    return inject(other.app, { username, password }, 'POST', LINK, { email, ...body });
  };
  const mail = () => app.lastMail(email);

  test('knows a template, its change and its end with its next request', async () => {
    const other = await app.secondNode();
    expect((await at(other, {})).status).toBe(200);
    await put('fresh', { prebuilt_customization: { button_color: '#000001' } });
    expect((await at(other, { login_template_id: 'fresh' })).status).toBe(200);
    expect(await mail()).toMatchObject({ html: expect.stringContaining('#000001') });

    await manage('PUT', 'email_templates/fresh', {
      prebuilt_customization: { button_color: '#000002' },
    });
    expect((await at(other, { login_template_id: 'fresh' })).status).toBe(200);
    expect(await mail()).toMatchObject({ html: expect.stringContaining('#000002') });

    await setDefault('LOGIN', 'login');
    expect((await at(other, {})).status).toBe(200);
    expect((await mail()).subject).toBe(`Come in, ${email}`);

    await manage('DELETE', 'default_email_templates/LOGIN');
    await manage('DELETE', 'email_templates/fresh');
    expect((await at(other, {})).status).toBe(200);
    expect((await mail()).subject).toBe('Your login request to My Project');
    const gone = await at(other, { login_template_id: 'fresh' });
    expect(gone.body.error_type).toBe('email_template_not_found');
  });
});
