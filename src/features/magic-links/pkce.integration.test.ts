import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (error_type: string) => ({ status_code: 400, error_type });
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const verifier = 'a'.repeat(128);
const challenge = (text: string) => createHash('sha256').update(text).digest('base64url');

describe('a link that was sent with a code_challenge', () => {
  test.each(['login', 'signup'])('of kind %s opens to its verifier only', async (kind) => {
    const email = `${kind}@example.com`;
    if (kind === 'login') await app.call('POST', '/v1/users', { email });
    const token = await mailedToken(app, email, { code_challenge: challenge(verifier) });
    expect((await app.lastMail(email)).kind).toBe(kind);
    for (const [code_verifier, type] of [
      [undefined, 'pkce_expected_code_verifier'],
      ['', 'pkce_expected_code_verifier'],
      ['b'.repeat(128), 'pkce_mismatch'],
      [challenge(verifier), 'pkce_mismatch'],
      ['x', 'invalid_pkce_code_verifier'],
      ['ä'.repeat(43), 'invalid_pkce_code_verifier'],
    ] as const) {
      const answer = await useLink({ token, code_verifier, session_duration_minutes: 5 });
      expect(answer.body).toMatchObject(error(type));
    }
    // The web SDK tries one verifier after the other with the same token.
    expect((await useLink({ token, code_verifier: verifier })).status).toBe(200);
    expect((await useLink({ token, code_verifier: verifier })).status).toBe(401);
  });

  test('sent again with the same challenge opens to the same verifier', async () => {
    const code_challenge = challenge(verifier);
    const first = await mailedToken(app, 'resent@example.com', { code_challenge });
    const second = await mailedToken(app, 'resent@example.com', { code_challenge });
    expect((await useLink({ token: second, code_verifier: verifier })).status).toBe(200);
    expect((await useLink({ token: first, code_verifier: verifier })).status).toBe(200);
  });
});

test('a link without a challenge wants no verifier, and stays usable', async () => {
  const token = await mailedToken(app, 'without@example.com');
  expect((await useLink({ token, code_verifier: verifier })).body).toMatchObject(
    error('pkce_did_not_expect_code_verifier'),
  );
  expect((await useLink({ token })).status).toBe(200);
});
