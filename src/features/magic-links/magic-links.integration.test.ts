import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const LOGIN = '/v1/magic_links/email/login_or_create';
const AUTHENTICATE = '/v1/magic_links/authenticate';

async function newLink(email: string, extra: object = {}): Promise<string> {
  const sent = await app.call('POST', LOGIN, { email, ...extra });
  expect(sent.status).toBe(200);
  return (await app.lastMail(email)).token;
}

describe('a magic link', () => {
  test('logs in once and never again', async () => {
    const token = await newLink('once@example.com');
    const first = await app.call('POST', AUTHENTICATE, { token, session_duration_minutes: 60 });
    expect(first.status).toBe(200);
    expect(first.body.session.authentication_factors).toHaveLength(1);
    expect(first.body.user.emails[0].verified).toBe(true);
    const second = await app.call('POST', AUTHENTICATE, { token });
    expect(second.body).toMatchObject({
      status_code: 401,
      error_type: 'unable_to_auth_magic_link',
    });
  });

  test('gives exactly one of many simultaneous callers a session', async () => {
    const token = await newLink('race@example.com');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        app.call('POST', AUTHENTICATE, { token, session_duration_minutes: 5 }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(49);
  });

  test('survives a wrong code_verifier', async () => {
    const verifier = 'a'.repeat(64);
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const token = await newLink('pkce@example.com', { code_challenge });
    const none = await app.call('POST', AUTHENTICATE, { token });
    expect(none.body.error_type).toBe('pkce_expected_code_verifier');
    const code_verifier = 'b'.repeat(64);
    const wrong = await app.call('POST', AUTHENTICATE, { token, code_verifier });
    expect(wrong.body.error_type).toBe('pkce_mismatch');
    const right = await app.call('POST', AUTHENTICATE, { token, code_verifier: verifier });
    expect(right.status).toBe(200);
    expect(right.body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
  });

  test('expires by the clock of its environment', async () => {
    const token = await newLink('late@example.com', {
      login_expiration_minutes: 5,
      signup_expiration_minutes: 5,
    });
    await app.call('PUT', '/selvage/v1/clock', { advance_seconds: 299 });
    await app.call('PUT', '/selvage/v1/clock', { advance_seconds: 2 });
    const late = await app.call('POST', AUTHENTICATE, { token });
    expect(late.body.error_type).toBe('unable_to_auth_magic_link');
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
    const early = await app.call('POST', AUTHENTICATE, { token });
    expect(early.status).toBe(200);
  });
});
