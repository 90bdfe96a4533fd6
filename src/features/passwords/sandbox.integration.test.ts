import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneHour, refusal } from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const email = 'sandbox@stytch.com';
const user_id = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const email_id = 'email-test-23873e89-d4ed-4e92-b3b9-e5c7198fa286';
const session_token = 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY';
const token = 'DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=';
const post = (path: string, body: object) => app.call('POST', `/v1/passwords${path}`, body);

describe('the sandbox address', () => {
  test.each([
    ['', { password: 'any' }],
    ['/authenticate', { password: '' }],
    ['/existing_password/reset', { existing_password: 'x', new_password: 'y' }],
  ])('logs in at passwords%s, whatever the password', async (path, body) => {
    const bare = await post(path, { email, ...body });
    expect(bare.body).toMatchObject({ status_code: 200, user_id, session: null });
    const { body: answer } = await post(path, { email: 'Sandbox@stytch.com', ...body, ...oneHour });
    expect(answer).toMatchObject({ user_id, session_token });
    expect(answer.session.authentication_factors).toMatchObject([
      { type: 'password', delivery_method: 'knowledge' },
    ]);
    if (path === '') expect(answer.email_id).toBe(email_id);
  });

  test('gets no mail', async () => {
    expect((await post('/email/reset/start', { email })).body).toMatchObject({ user_id, email_id });
    const { body } = await app.call('GET', '/selvage/v1/messages');
    expect(body.messages).toEqual([]);
  });

  test('has a reset token and a session, and cannot be imported', async () => {
    expect((await post('/email/reset', { token, password: 'x' })).body).toMatchObject({ user_id });
    expect((await post('/session/reset', { session_token, password: 'x' })).body).toMatchObject({
      user_id,
      session_token,
    });
    const hash = { hash: '5f4dcc3b5aa765d61d8327deb882cf99', hash_type: 'md_5' };
    expect((await post('/migrate', { email, ...hash })).body).toMatchObject(
      refusal(400, 'invalid_email_sandbox'),
    );
  });

  test('is refused in a live environment', async () => {
    for (const [path, body] of [
      ['', { email, password: 'any' }],
      ['/authenticate', { email, password: 'any' }],
      ['/email/reset/start', { email }],
    ] as const) {
      const answer = await app.callLive('POST', `/v1/passwords${path}`, body);
      expect(answer.body).toMatchObject(refusal(400, 'invalid_email_sandbox'));
    }
    const live = await app.callLive('POST', '/v1/passwords/email/reset', { token, password: 'x' });
    expect(live.body).toMatchObject(refusal(401, 'unable_to_auth_password_reset_token'));
  });
});

test('the bcrypt hash of the SDK suites runs for real', async () => {
  const { body } = await post('/migrate', {
    email: 'fresh@example.com',
    hash: '$2a$12$vefoDBbzuMb/NczV/fc9QemTizkNAZr9EO02pIUHPAAJibcYp0.ne',
    hash_type: 'bcrypt',
  });
  expect(body).toMatchObject({ status_code: 200, user_created: true });
});
