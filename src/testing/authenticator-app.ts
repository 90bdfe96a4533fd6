import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, TestApp } from './test-app.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32Bytes(text: string): Buffer {
  const bits = [...text].map((one) => BASE32.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

/** RFC 4226 by hand, so that tests do not ask the product what is right. */
export function appCode(secret: string, milliseconds: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 30_000)));
  const mac = createHmac('sha1', base32Bytes(secret)).update(counter).digest();
  const offset = mac.readUInt8(19) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The time of the TEST environment, in milliseconds. */
export async function environmentTime(app: TestApp): Promise<number> {
  const { body } = await app.call('GET', '/selvage/v1/clock');
  return Date.parse(body.now);
}

export interface Enrolled {
  user_id: string;
  totp_id: string;
  secret: string;
  recovery_codes: string[];
}

let serial = 0;

/** An active user without an unverified factor: it has a verified email. */
export async function verifiedUser(app: TestApp, name = 'totp'): Promise<Answer['body']> {
  serial += 1;
  const email = `${name}-${serial}@example.com`;
  const path = '/v1/magic_links/email/login_or_create';
  expect((await app.call('POST', path, { email })).status).toBe(200);
  const { token } = await app.lastMail(email);
  const login = await app.call('POST', '/v1/magic_links/authenticate', {
    token,
    session_duration_minutes: 60,
  });
  expect(login.body).toMatchObject({ status_code: 200 });
  return login.body;
}

/** Gives the user a TOTP that waits for its first code. */
export async function enrol(app: TestApp, user_id: string): Promise<Enrolled> {
  const { body } = await app.call('POST', '/v1/totps', { user_id });
  expect(body).toMatchObject({ status_code: 200 });
  return body;
}

/** Takes the code of the app `steps` time steps from now. */
export async function enterCode(
  app: TestApp,
  { user_id, secret }: Pick<Enrolled, 'user_id' | 'secret'>,
  steps = 0,
  extra: object = {},
): Promise<Answer> {
  const totp_code = appCode(secret, (await environmentTime(app)) + steps * 30_000);
  return app.call('POST', '/v1/totps/authenticate', { user_id, totp_code, ...extra });
}

/** A user whose TOTP is proven: the code of the next time step is good, that of this one used. */
export async function userWithTotp(app: TestApp): Promise<Enrolled> {
  const { user_id } = await verifiedUser(app);
  const enrolled = await enrol(app, user_id);
  expect((await enterCode(app, enrolled)).body).toMatchObject({ status_code: 200 });
  return enrolled;
}
