import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings } from '../../testing/change-settings.ts';
import { login, mailedToken, otherEnvironment, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const send = (body: object) => app.call('POST', '/v1/magic_links/email/send', body);
const loginOrCreate = (body: object) =>
  app.call('POST', '/v1/magic_links/email/login_or_create', body);
const urls = () => `/pwa/v3/projects/my-project/environments/test/redirect_urls`;
const mails = async (to: string) =>
  (await app.call('GET', `/selvage/v1/messages?to=${encodeURIComponent(to)}`)).body.messages;
const created = async (body: object) => (await app.call('POST', '/v1/users', body)).body;

async function linkTo(email: string): Promise<{ login: URL; kind: string; html: string }> {
  const mail = await app.lastMail(email);
  const page = await app.app.inject({
    method: 'GET',
    url: mail.link.replace(/^https?:\/\/[^/]+/, ''),
  });
  const href = /href="([^"]+)" rel/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return { login: new URL(href), kind: mail.kind, html: page.body };
}

describe('magic_links/email/send', () => {
  test('makes no user and says that there is none', async () => {
    expect((await send({ email: 'nobody@example.com' })).body).toMatchObject({
      ...error(404, 'email_not_found'),
      error_message: 'Email could not be found.',
    });
    expect(await mails('nobody@example.com')).toEqual([]);
    expect((await loginOrCreate({ email: 'nobody@example.com' })).body.user_created).toBe(true);
  });

  test('mails an active user a login link, by any spelling of the case', async () => {
    const { user_id, email_id } = await created({ email: 'Known@example.com' });
    const sent = await send({ email: 'kNOWN@EXAMPLE.com' });
    expect(Object.keys(sent.body).sort()).toEqual([
      'email_id',
      'request_id',
      'status_code',
      'user_id',
    ]);
    expect(sent.body).toMatchObject({ user_id, email_id });
    const [mail] = await mails('known@example.com');
    // To where the user said it is, not to how this caller spelled it.
    expect(mail).toMatchObject({ to: 'Known@example.com', kind: 'login', channel: 'email' });
  });

  test('mails a pending user a sign-up link', async () => {
    await created({ email: 'pending@example.com', create_user_as_pending: true });
    await send({ email: 'pending@example.com' });
    expect((await app.lastMail('pending@example.com')).kind).toBe('signup');
  });

  test('takes at most one of user_id, session_token and session_jwt', async () => {
    const { user_id, session_token, session_jwt } = await login(app, 'one-of@example.com');
    const email = 'one-of2@example.com';
    for (const [names, type] of [
      [{ user_id, session_token }, 'too_many_user_selection_arguments'],
      [{ user_id, session_jwt }, 'too_many_user_selection_arguments'],
      [{ user_id, session_token, session_jwt }, 'too_many_user_selection_arguments'],
      [{ session_token, session_jwt }, 'too_many_session_arguments'],
    ] as const) {
      expect((await send({ email, ...names })).body).toMatchObject(error(400, type));
    }
    for (const names of [{ user_id }, { session_token }, { session_jwt }]) {
      expect((await send({ email, ...names })).body).toMatchObject({ status_code: 200, user_id });
    }
  });

  test('refuses users and sessions that are not there, and adds nothing', async () => {
    const { user_id, session_token } = await login(app, 'refused@example.com');
    await app.call('POST', '/v1/sessions/revoke', { session_token });
    const unknown = `${user_id.slice(0, -36)}00000000-0000-4000-8000-000000000000`;
    for (const [names, status, type] of [
      [{ user_id: unknown }, 404, 'user_not_found'],
      [{ user_id: 'unknown' }, 404, 'user_not_found'],
      [{ user_id: 'a b' }, 400, 'invalid_user_id'],
      [{ user_id: otherEnvironment(user_id) }, 400, 'live_id_used_in_test_environment'],
      [{ session_token }, 404, 'session_not_found'],
      [{ session_token: 'x' }, 400, 'invalid_session_token'],
      [{ session_jwt: 'x' }, 400, 'unable_to_parse_session_jwt'],
    ] as const) {
      const answer = await send({ email: 'refused2@example.com', ...names });
      expect(answer.body).toMatchObject(error(status, type));
    }
    expect(await mails('refused2@example.com')).toEqual([]);
  });
});

describe.each(['send', 'login_or_create'])('magic_links/email/%s', (operation) => {
  const ask = (body: object) => app.call('POST', `/v1/magic_links/email/${operation}`, body);

  test.each([
    [{ email: null }, 400, 'invalid_email'],
    [{ email: 'x' }, 400, 'invalid_email'],
    [{ email: 'a@example.com, b@example.com' }, 400, 'invalid_email'],
    [{ email: 'a@example.com\r\nbcc: b@example.com' }, 400, 'invalid_email'],
    [{ locale: 'de' }, 400, 'invalid_locale'],
    [{ code_challenge: 'short' }, 400, 'invalid_pkce_code_challenge'],
    [{ login_expiration_minutes: 4 }, 400, 'invalid_expiration'],
    [{ login_expiration_minutes: 10_081 }, 400, 'invalid_expiration'],
    [{ signup_expiration_minutes: 4 }, 400, 'invalid_expiration'],
    [{ signup_expiration_minutes: 10_081 }, 400, 'invalid_expiration'],
    [{ login_template_id: 'unknown' }, 404, 'email_template_not_found'],
    [{ signup_template_id: 'unknown' }, 404, 'email_template_not_found'],
    [{ login_template_id: 'a/b' }, 400, 'invalid_template_id'],
    [{ attributes: { ip_address: 'x' } }, 400, 'invalid_ip_address'],
    [{ attributes: { user_agent: 'x'.repeat(2_049) } }, 400, 'invalid_user_agent'],
    [{ login_magic_link_url: 'nonsense' }, 400, 'invalid_login_magic_link_url'],
    [{ signup_magic_link_url: 'nonsense' }, 400, 'invalid_signup_magic_link_url'],
    [{ login_magic_link_url: 'javascript:alert(1)' }, 400, 'invalid_login_magic_link_url'],
    [
      { login_magic_link_url: 'https://evil.example/' },
      400,
      'no_match_for_provided_magic_link_url',
    ],
    // Both are checked, whichever this user needs.
    [
      { signup_magic_link_url: 'https://evil.example/' },
      400,
      'no_match_for_provided_magic_link_url',
    ],
    [
      { login_magic_link_url: 'http://localhost:3000/authenticate/' },
      400,
      'no_match_for_provided_magic_link_url',
    ],
    [
      { login_magic_link_url: 'http://localhost:3001/authenticate' },
      400,
      'no_match_for_provided_magic_link_url',
    ],
    [
      { login_magic_link_url: 'http://localhost:3000/authenticate?next=x' },
      400,
      'query_params_do_not_match',
    ],
  ])('refuses %j and mails nothing', async (part, status, type) => {
    const email = 'checked@example.com';
    await created({ email });
    const before = (await mails(email)).length;
    expect((await ask({ email, ...part })).body).toMatchObject(error(status, type));
    expect(await mails(email)).toHaveLength(before);
  });

  test.each([5, 10_080])('takes %i minutes for both links', async (minutes) => {
    await created({ email: 'minutes@example.com' });
    const answer = await ask({
      email: 'minutes@example.com',
      login_expiration_minutes: minutes,
      signup_expiration_minutes: minutes,
    });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['en', 'Your login request to'],
    ['es', ''],
    ['pt-br', ''],
    ['fr', ''],
  ])('writes in %s', async (locale, subject) => {
    const email = `${locale}@example.com`;
    await created({ email });
    expect((await ask({ email, locale })).status).toBe(200);
    const [mail] = await mails(email);
    expect(mail.subject).toContain(subject);
    expect(mail.html).toMatch(new RegExp(`<html lang="${locale}"`, 'i'));
    if (locale !== 'en') expect(mail.subject).not.toContain('Your login');
  });

  test('leads to the URL that was asked for, else to the default of its type', async () => {
    const email = 'target@example.com';
    await created({ email });
    await ask({ email });
    const byDefault = await linkTo(email);
    expect(byDefault.login.origin + byDefault.login.pathname).toBe(
      'http://localhost:3000/authenticate',
    );
    await ask({ email, login_magic_link_url: 'http://localhost:3000' });
    const asked = await linkTo(email);
    expect(asked.login.pathname).toBe('/');
    expect(asked.login.searchParams.get('token')).toBe((await app.lastMail(email)).token);
  });
});

describe('a mailed link', () => {
  test('has the address and parameters that the SDKs look for', async () => {
    const email = 'shape@example.com';
    const token = await mailedToken(app, email);
    const { link } = await app.lastMail(email);
    const url = new URL(link);
    expect(url.pathname).toBe('/v1/magic_links/redirect');
    expect([...url.searchParams.entries()]).toEqual([
      ['public_token', app.test.public_token],
      ['stytch_token_type', 'magic_links'],
      ['token', token],
    ]);
    expect(token).toMatch(/^[A-Za-z0-9_-]{44}$/);
  });

  test('is stored as a hash only', async () => {
    const token = await mailedToken(app, 'hash@example.com');
    const links = await app.database.all(app.database.q.selectFrom('magic_links').selectAll());
    const stored = await app.database.all(app.database.q.selectFrom('messages').selectAll());
    expect(links.length).toBeGreaterThan(0);
    expect(JSON.stringify([links, stored])).not.toContain(token);
  });

  test('speaks in the name of the environment’s own sender', async () => {
    await changeSettings(app, { mail_sender: { from_name: 'Acme' } });
    expect(await mailedToken(app, 'sender@example.com')).toBeDefined();
    await changeSettings(app, { mail_sender: {} });
  });
});

describe('where no redirect URL can be found', () => {
  const remove = (url: string) =>
    app.callManagement(
      'DELETE',
      `${urls()}?url=${encodeURIComponent(url)}&do_not_promote_defaults=true`,
    );
  const add = (url: string, types: string[], isDefault: boolean) =>
    app.callManagement('POST', urls(), {
      url,
      valid_types: types.map((type) => ({ type, is_default: isDefault })),
      do_not_promote_defaults: true,
    });

  test('each type has errors of its own, and a change holds from the next call on', async () => {
    const email = 'urls@example.com';
    await created({ email });
    expect((await remove('http://localhost:3000/authenticate')).status).toBe(200);
    expect((await send({ email })).body).toMatchObject(
      error(400, 'no_default_login_redirect_url_set'),
    );
    const login_magic_link_url = 'http://localhost:3000';
    expect((await send({ email, login_magic_link_url })).body).toMatchObject(
      error(400, 'no_default_signup_redirect_url_set'),
    );
    const invite = () =>
      app.call('POST', '/v1/magic_links/email/invite', { email: 'i@example.com' });
    expect((await invite()).body).toMatchObject(error(400, 'no_default_invite_redirect_url_set'));
    expect((await remove('http://localhost:3000')).status).toBe(200);
    expect((await send({ email })).body).toMatchObject(error(404, 'no_login_redirect_urls_set'));
    expect((await invite()).body).toMatchObject(error(404, 'no_invite_redirect_urls_set'));
    await add('http://localhost:3000/in', ['LOGIN'], true);
    expect((await send({ email })).body).toMatchObject(error(404, 'no_signup_redirect_urls_set'));
    await add('http://localhost:3000/up', ['SIGNUP'], true);
    expect((await send({ email })).status).toBe(200);
    expect((await linkTo(email)).login.pathname).toBe('/in');
    const wrongType = { email, login_magic_link_url: 'http://localhost:3000/up' };
    expect((await send(wrongType)).body).toMatchObject(
      error(400, 'no_match_for_provided_magic_link_url'),
    );
    expect((await loginOrCreate({ email: 'urls-new@example.com' })).status).toBe(200);
    expect((await linkTo('urls-new@example.com')).login.pathname).toBe('/up');
  });

  test('a node does not refuse a URL that another one has just registered', async () => {
    const other = await app.secondNode();
    const credentials = { username: app.test.project_id, password: app.test.secret };
    const ask = (url: string) =>
      inject(other.app, credentials, 'POST', '/v1/magic_links/email/send', {
        email: 'urls@example.com',
        login_magic_link_url: url,
      });
    expect((await ask('http://localhost:3000/in')).status).toBe(200);
    expect((await ask('http://localhost:3000/new')).status).toBe(400);
    await add('http://localhost:3000/new', ['LOGIN'], false);
    expect((await ask('http://localhost:3000/new')).status).toBe(200);
  });
});

describe('in a LIVE environment', () => {
  test('without a mail server nothing is accepted and no user made', async () => {
    const live = '/pwa/v3/projects/my-project/environments/production/redirect_urls';
    const valid_types = ['LOGIN', 'SIGNUP', 'INVITE'].map((type) => ({ type, is_default: true }));
    const url = 'https://app.example.com/authenticate';
    const added = await app.callManagement('POST', live, { url, valid_types });
    expect(added.status).toBe(200);
    for (const operation of ['login_or_create', 'invite']) {
      const answer = await app.callLive('POST', `/v1/magic_links/email/${operation}`, {
        email: 'live@example.com',
      });
      expect(answer.body).toMatchObject(error(404, 'email_settings_not_found'));
    }
    const search = await app.callLive('POST', '/v1/users/search', {});
    expect(search.body.results).toEqual([]);
  });
});
