import { expect } from 'vitest';
import type { Answer, TestApp } from './test-app.ts';

export type Recipient = { email: string } | { phone_number: string };

const channelOf = (to: Recipient) => ('email' in to ? 'email' : 'sms');
const addressOf = (to: Recipient) => ('email' in to ? to.email : to.phone_number);

/** The newest message to a recipient in the inbox of TEST. */
export async function lastMessage(app: TestApp, to: Recipient): Promise<Answer['body']> {
  const path = `/selvage/v1/messages?limit=1&to=${encodeURIComponent(addressOf(to))}`;
  return (await app.call('GET', path)).body.messages[0];
}

/** Sends a code, making its user where there is none; answers the method_id and the code. */
export async function sendCode(
  app: TestApp,
  to: Recipient,
  extra: object = {},
): Promise<{ method_id: string; code: string; user_id: string }> {
  const path = `/v1/otps/${channelOf(to)}/login_or_create`;
  const { body } = await app.call('POST', path, { ...to, ...extra });
  expect(body).toMatchObject({ status_code: 200 });
  const { code } = await lastMessage(app, to);
  return { method_id: body.email_id ?? body.phone_id, code, user_id: body.user_id };
}

/** Another code of six digits. */
export const wrong = (code: string): string =>
  String((Number(code) + 1) % 1_000_000).padStart(6, '0');

export const authenticate = (app: TestApp, body: object): Promise<Answer> =>
  app.call('POST', '/v1/otps/authenticate', body);
