import { expect } from 'vitest';
import type { Answer, TestApp } from './test-app.ts';

/** zxcvbn gives it 4, and no list has it. */
export const GOOD = 'violet-anchor-47-mosaic';
export const BETTER = 'quarry.Lantern.92.teapot';

export const oneHour = { session_duration_minutes: 60 };

/** A refusal as the tests compare it. */
export const refusal = (status_code: number, error_type: string) => ({ status_code, error_type });

/** A user made by passwords.create: its answer. */
export async function passwordUser(
  app: TestApp,
  email: string,
  extra: object = {},
): Promise<Answer['body']> {
  const made = await app.call('POST', '/v1/passwords', { email, password: GOOD, ...extra });
  expect(made.body).toMatchObject({ status_code: 200 });
  return made.body;
}

export const passwordLogin = (
  app: TestApp,
  email: string,
  password: string,
  extra: object = {},
): Promise<Answer> => app.call('POST', '/v1/passwords/authenticate', { email, password, ...extra });

/** Starts a reset by mail; answers the token of the mail. */
export async function resetToken(app: TestApp, email: string, extra: object = {}): Promise<string> {
  const sent = await app.call('POST', '/v1/passwords/email/reset/start', { email, ...extra });
  expect(sent.body).toMatchObject({ status_code: 200 });
  return (await app.lastMail(email)).token;
}

export const sessionLives = async (app: TestApp, session_token: string): Promise<boolean> =>
  (await app.call('POST', '/v1/sessions/authenticate', { session_token })).status === 200;

/** The hash that is stored for a user's password. */
export async function storedHash(app: TestApp, user: Answer['body']): Promise<string> {
  const row = await app.database.first(
    app.database.q
      .selectFrom('passwords')
      .select('hash')
      .where('factor_id', '=', user.password.password_id.slice(-36)),
  );
  return row?.hash ?? '';
}
