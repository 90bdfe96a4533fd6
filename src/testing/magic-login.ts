import { expect } from 'vitest';
import type { Answer, TestApp } from './test-app.ts';

/** Settings of a server that lets a test send as often as it likes. */
export const unlimited = { SELVAGE_RATE_LIMITS: 'off' };

/** Mails a link to the address, making its user where there is none; answers its token. */
export async function mailedToken(
  app: TestApp,
  email: string,
  extra: object = {},
): Promise<string> {
  const path = '/v1/magic_links/email/login_or_create';
  const sent = await app.call('POST', path, { email, ...extra });
  expect(sent.body).toMatchObject({ status_code: 200 });
  return (await app.lastMail(email)).token;
}

/** A user of the address, logged in by link: what magic_links/authenticate answered. */
export async function login(
  app: TestApp,
  email: string,
  extra: object = { session_duration_minutes: 60 },
): Promise<Answer['body']> {
  const token = await mailedToken(app, email);
  const answer = await app.call('POST', '/v1/magic_links/authenticate', { token, ...extra });
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body;
}

/** An id of the other environment of the same kind: `user-test-...` for `user-live-...`. */
export const otherEnvironment = (id: string): string =>
  id.includes('-test-') ? id.replace('-test-', '-live-') : id.replace('-live-', '-test-');

/** Sets the clock of the TEST environment ahead, runs, and sets it back. */
export async function later<T>(app: TestApp, seconds: number, run: () => Promise<T>): Promise<T> {
  await app.call('PUT', '/selvage/v1/clock', { advance_seconds: seconds });
  try {
    return await run();
  } finally {
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
  }
}
