import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import {
  BETTER,
  GOOD,
  oneHour,
  passwordLogin,
  passwordUser,
  refusal,
  resetToken,
  sessionLives,
} from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const start = (body: object) => app.call('POST', '/v1/passwords/email/reset/start', body);
const reset = (body: object) =>
  app.call('POST', '/v1/passwords/email/reset', { password: BETTER, ...body });
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const unusable = refusal(401, 'unable_to_auth_password_reset_token');
const verifier = 'a'.repeat(64);
const code_challenge = createHash('sha256').update(verifier).digest('base64url');

describe('passwords.email.reset.start', () => {
  test('mails two links that carry one token', async () => {
    const made = await passwordUser(app, 'mail@example.com');
    const sent = await start({ email: 'MAIL@example.com', locale: 'fr' });
    expect(sent.body).toMatchObject({ user_id: made.user_id, email_id: made.email_id });
    const { body } = await app.call('GET', '/selvage/v1/messages?to=mail@example.com');
    const [{ kind, text, html, link, token }] = body.messages;
    expect(kind).toBe('reset_password');
    const links = text.match(/https?:\S+/g);
    expect(links).toHaveLength(2);
    expect(links[0]).toBe(link);
    const query = (url: string) => Object.fromEntries(new URL(url).searchParams);
    const { public_token } = app.test;
    expect(query(links[0])).toEqual({
      public_token,
      stytch_token_type: 'reset_password',
      token,
    });
    expect(query(links[1])).toEqual({ public_token, stytch_token_type: 'login', token });
    for (const one of links) expect(html).toContain(one.replaceAll('&', '&amp;'));
  });

  test('leads each link to its own URL, with the parameters of the SDKs', async () => {
    const urls = '/pwa/v3/projects/my-project/environments/test/redirect_urls';
    for (const [url, type] of [
      ['https://app.example/reset?from=mail', 'RESET_PASSWORD'],
      ['https://app.example/login', 'LOGIN'],
    ]) {
      const body = { url, valid_types: [{ type, is_default: false }] };
      expect((await app.callManagement('POST', urls, body)).status).toBe(200);
    }
    await passwordUser(app, 'page@example.com');
    const token = await resetToken(app, 'page@example.com', {
      reset_password_redirect_url: 'https://app.example/reset?from=mail',
      login_redirect_url: 'https://app.example/login',
    });
    const { public_token } = app.test;
    const visit = async (stytch_token_type: string) => {
      const query = new URLSearchParams({ public_token, token, stytch_token_type });
      return (await app.app.inject(`/v1/magic_links/redirect?${query}`)).body;
    };
    const rest = (type: string) =>
      `public_token=${public_token}&amp;stytch_redirect_type=${type}&amp;stytch_token_type=${type}&amp;token=${token}`;
    const target = `href="https://app.example/reset?from=mail&amp;${rest('reset_password')}"`;
    expect(await visit('reset_password')).toContain(target);
    expect(await visit('magic_links')).toContain(target);
    expect(await visit('login')).toContain(`href="https://app.example/login?${rest('login')}"`);
  });

  test('wants a known address and registered URLs, and sends nothing else', async () => {
    const email = 'urls@example.com';
    await passwordUser(app, email);
    for (const [body, status, type] of [
      [{ email: 'unknown@example.com' }, 404, 'email_not_found'],
      [{ email: 'x' }, 400, 'invalid_email'],
      [
        { email, reset_password_redirect_url: 'https://evil.example/' },
        400,
        'invalid_password_reset_redirect_url',
      ],
      [
        { email, reset_password_redirect_url: 'nonsense' },
        400,
        'invalid_password_reset_redirect_url',
      ],
      [{ email, login_redirect_url: 'https://evil.example/' }, 400, 'invalid_login_redirect_url'],
      [
        { email, login_redirect_url: 'http://localhost:3000/authenticate?x=1' },
        400,
        'query_params_do_not_match',
      ],
      [{ email, reset_password_expiration_minutes: 4 }, 400, 'invalid_expiration'],
      [{ email, reset_password_expiration_minutes: 10_081 }, 400, 'invalid_expiration'],
      [{ email, code_challenge: 'short' }, 400, 'invalid_pkce_code_challenge'],
      [{ email, locale: 'de' }, 400, 'invalid_locale'],
      [{ email, reset_password_template_id: 'unknown' }, 404, 'email_template_not_found'],
      [{ email, attributes: { ip_address: 'x' } }, 400, 'invalid_ip_address'],
    ] as const) {
      expect((await start(body)).body).toMatchObject(refusal(status, type));
    }
    const { body } = await app.call('GET', `/selvage/v1/messages?to=${email}`);
    expect(body.messages).toEqual([]);
  });

  test('says which default URL is missing', async () => {
    const made = await app.callLive('POST', '/v1/passwords', {
      email: 'live@example.com',
      password: GOOD,
    });
    expect(made.status).toBe(200);
    const body = { email: 'live@example.com' };
    const path = '/v1/passwords/email/reset/start';
    expect((await app.callLive('POST', path, body)).body).toMatchObject(
      refusal(400, 'no_password_reset_redirect_url'),
    );
    const urls = '/pwa/v3/projects/my-project/environments/production/redirect_urls';
    const add = (url: string, type: string) =>
      app.callManagement('POST', urls, {
        url,
        valid_types: [{ type, is_default: false }],
        do_not_promote_defaults: type === 'LOGIN',
      });
    expect((await add('https://app.example/reset', 'RESET_PASSWORD')).status).toBe(200);
    expect((await app.callLive('POST', path, body)).body).toMatchObject(
      refusal(404, 'no_login_redirect_urls_set'),
    );
    expect((await add('https://app.example/login', 'LOGIN')).status).toBe(200);
    expect((await app.callLive('POST', path, body)).body).toMatchObject(
      refusal(400, 'no_default_login_redirect_url_set'),
    );
  });

  test('may be called once a second for an address', async () => {
    const limited = await createTestApp();
    try {
      await passwordUser(limited, 'often@example.com');
      await limited.call('PUT', '/selvage/v1/clock', { now: '2030-01-01T00:00:00Z' });
      const path = '/v1/passwords/email/reset/start';
      const call = () => limited.call('POST', path, { email: 'often@example.com' });
      const answers = await Promise.all([call(), call(), call(), call(), call()]);
      expect(answers.some(({ status }) => status === 429)).toBe(true);
      expect(answers.find(({ status }) => status === 429)?.body).toMatchObject(
        refusal(429, 'too_many_requests'),
      );
    } finally {
      await limited.close();
    }
  });
});

describe('passwords.email.reset', () => {
  test('sets the password, verifies the address, ends every session and starts one', async () => {
    const email = 'reset@example.com';
    const { session_token } = await passwordUser(app, email, oneHour);
    const second = (await passwordLogin(app, email, GOOD, oneHour)).body.session_token;
    const token = await resetToken(app, email);
    const { body } = await reset({ token, session_token, ...oneHour });
    expect(body).toMatchObject({
      status_code: 200,
      user: { emails: [{ verified: true }], password: { requires_reset: false } },
    });
    expect(body.session.authentication_factors).toMatchObject([
      { type: 'password', delivery_method: 'knowledge' },
    ]);
    expect(body.session.authentication_factors).toHaveLength(1);
    expect(body.session_token).not.toBe(session_token);
    expect(await sessionLives(app, session_token)).toBe(false);
    expect(await sessionLives(app, second)).toBe(false);
    expect(await sessionLives(app, body.session_token)).toBe(true);
    expect((await passwordLogin(app, email, GOOD)).status).toBe(401);
    expect((await passwordLogin(app, email, BETTER)).status).toBe(200);
  });

  test('starts no session unless asked', async () => {
    await passwordUser(app, 'nosession@example.com');
    const token = await resetToken(app, 'nosession@example.com');
    expect((await reset({ token })).body).toMatchObject({ session: null, session_token: '' });
  });

  test('gives a user a first password', async () => {
    await login(app, 'first@example.com');
    const token = await resetToken(app, 'first@example.com');
    expect((await reset({ token })).body.user.password).toMatchObject({ requires_reset: false });
    expect((await passwordLogin(app, 'first@example.com', BETTER)).status).toBe(200);
  });

  test('takes no token that is unknown, used, expired or of another kind', async () => {
    const email = 'tokens@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email);
    const link = await mailedToken(app, email);
    for (const other of ['x'.repeat(44), '', link, 'ä'.repeat(44)]) {
      expect((await reset({ token: other })).body).toMatchObject(unusable);
    }
    expect((await reset({})).body).toMatchObject(refusal(400, 'invalid_token'));
    await later(app, 30 * 60, async () => {
      expect((await reset({ token })).body).toMatchObject(unusable);
      expect((await useLink({ token })).body).toMatchObject(
        refusal(401, 'unable_to_auth_magic_link'),
      );
    });
    expect((await reset({ token })).status).toBe(200);
    expect((await reset({ token })).body).toMatchObject(unusable);
    const long = await resetToken(app, email, { reset_password_expiration_minutes: 10_080 });
    await later(app, 7 * 86_400 - 60, async () => {
      expect((await reset({ token: long })).status).toBe(200);
    });
  });

  test('ends the other reset links that are out, older and newer ones', async () => {
    const email = 'several@example.com';
    await passwordUser(app, email);
    const older = await resetToken(app, email);
    const used = await resetToken(app, email);
    const newer = await resetToken(app, email);
    expect((await reset({ token: used })).status).toBe(200);
    for (const token of [older, newer]) {
      expect((await reset({ token })).body).toMatchObject(unusable);
      expect((await useLink({ token })).status).not.toBe(200);
    }
  });

  test('is open to an older link while none was used', async () => {
    const email = 'older@example.com';
    await passwordUser(app, email);
    const older = await resetToken(app, email);
    await resetToken(app, email);
    expect((await reset({ token: older })).status).toBe(200);
  });

  test('leaves the token usable when the password or the verifier will not do', async () => {
    const email = 'retry@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email, {
      code_challenge,
      attributes: { ip_address: '203.0.113.7' },
    });
    const attributes = { ip_address: '203.0.113.7' };
    const options = { ip_match_required: true };
    const good = { token, code_verifier: verifier, attributes, options };
    for (const [change, status, type] of [
      [{ code_verifier: undefined }, 400, 'pkce_expected_code_verifier'],
      [{ code_verifier: 'b'.repeat(64) }, 400, 'pkce_mismatch'],
      [{ attributes: { ip_address: '203.0.113.8' } }, 401, 'attribute_mismatch'],
      [{ password: 'abc' }, 400, 'weak_password'],
      [{ password: email }, 400, 'weak_password'],
      [{ session_token: 'x'.repeat(44) }, 404, 'session_not_found'],
      [{ session_duration_minutes: 1 }, 400, 'invalid_session_duration_minutes'],
    ] as const) {
      expect((await reset({ ...good, ...change })).body).toMatchObject(refusal(status, type));
    }
    expect((await reset(good)).status).toBe(200);
    const plain = await resetToken(app, email);
    expect((await reset({ token: plain, code_verifier: verifier })).body).toMatchObject(
      refusal(400, 'pkce_did_not_expect_code_verifier'),
    );
  });

  test('of two at once with one token lets one win', async () => {
    const email = 'parallel@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email);
    const passwords = [1, 2, 3, 4].map((n) => `${BETTER}-${n}`);
    const answers = await Promise.all(
      passwords.map((password) => reset({ token, password, ...oneHour })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    const winner = passwords[answers.findIndex(({ status }) => status === 200)] as string;
    for (const password of passwords) {
      const { status } = await passwordLogin(app, email, password);
      expect(status).toBe(password === winner ? 200 : 401);
    }
  });

  test('waits until a lock is over, and keeps its token', async () => {
    const email = 'lockedreset@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email, { reset_password_expiration_minutes: 120 });
    for (let n = 0; n < 10; n += 1) await passwordLogin(app, email, 'wrong');
    expect((await reset({ token })).body).toMatchObject(refusal(429, 'user_lock_limit_reached'));
    await later(app, 3_601, async () => {
      expect((await reset({ token })).status).toBe(200);
    });
  });

  test('is over when the address is no longer the user’s', async () => {
    const made = await login(app, 'moved@example.com');
    const token = await resetToken(app, 'moved@example.com');
    await app.call('DELETE', `/v1/users/emails/${made.user.emails[0].email_id}`);
    expect((await reset({ token })).body).toMatchObject(unusable);
    const other = await passwordUser(app, 'gone@example.com');
    const second = await resetToken(app, 'gone@example.com');
    await app.call('DELETE', `/v1/users/${other.user_id}`);
    expect((await reset({ token: second })).body).toMatchObject(unusable);
  });
});

describe('"log in without a password" of a reset mail', () => {
  test('logs in by link, uses the token up, and resets nothing', async () => {
    const email = 'without@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email, { code_challenge });
    expect((await useLink({ token, code_verifier: 'b'.repeat(64) })).body).toMatchObject(
      refusal(400, 'pkce_mismatch'),
    );
    const { body } = await useLink({ token, code_verifier: verifier, ...oneHour });
    expect(body).toMatchObject({ status_code: 200, reset_sessions: true });
    expect(body.session.authentication_factors).toMatchObject([
      { type: 'magic_link', delivery_method: 'email' },
    ]);
    // The first proof of the address: it clears no reset, it demands one (4.6).
    expect(body.user.password.requires_reset).toBe(true);
    expect((await reset({ token, code_verifier: verifier })).body).toMatchObject(unusable);
    expect((await passwordLogin(app, email, GOOD)).body).toMatchObject(
      refusal(400, 'reset_password'),
    );
  });

  test('is gone where the token has reset the password', async () => {
    const email = 'spent@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email);
    expect((await reset({ token })).status).toBe(200);
    expect((await useLink({ token })).body).toMatchObject(
      refusal(401, 'unable_to_auth_magic_link'),
    );
  });

  test('and a reset at once with one token: one of them wins', async () => {
    const email = 'both@example.com';
    await passwordUser(app, email);
    for (let n = 0; n < 5; n += 1) {
      const token = await resetToken(app, email);
      const answers = await Promise.all([reset({ token }), useLink({ token })]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    }
  });
});
