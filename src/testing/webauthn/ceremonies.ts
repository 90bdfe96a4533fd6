import { expect } from 'vitest';
import { login } from '../magic-login.ts';
import type { Answer, TestApp } from '../test-app.ts';
import {
  type Assertion,
  type Creation,
  type SoftwareAuthenticator,
  softwareAuthenticator,
} from './software-authenticator.ts';

export const DOMAIN = 'example.com';

let serial = 0;

/** An active user with a verified email; answers the user_id. */
export async function verifiedUser(app: TestApp): Promise<string> {
  serial += 1;
  return (await login(app, `passkey-${serial}@example.com`)).user_id;
}

/** The options text of a started registration. */
export async function startRegistration(
  app: TestApp,
  user_id: string,
  more: object = {},
): Promise<string> {
  const body = { user_id, domain: DOMAIN, ...more };
  const started = await app.call('POST', '/v1/webauthn/register/start', body);
  expect(started.body).toMatchObject({ status_code: 200 });
  return started.body.public_key_credential_creation_options;
}

export const sendRegistration = (
  app: TestApp,
  user_id: string,
  public_key_credential: string,
  more: object = {},
): Promise<Answer> =>
  app.call('POST', '/v1/webauthn/register', { user_id, public_key_credential, ...more });

/** Runs the whole ceremony and answers what register answered. */
export async function register(
  app: TestApp,
  user_id: string,
  authenticator: SoftwareAuthenticator,
  creation: Creation = {},
  more: { start?: object; finish?: object } = {},
): Promise<Answer> {
  const options = await startRegistration(app, user_id, more.start);
  const credential = authenticator.create(options, creation);
  return sendRegistration(app, user_id, credential, more.finish);
}

export interface Registered {
  user_id: string;
  webauthn_registration_id: string;
  authenticator: SoftwareAuthenticator;
}

/** A user with a registered credential. */
export async function registeredUser(
  app: TestApp,
  authenticator = softwareAuthenticator(),
): Promise<Registered> {
  const user_id = await verifiedUser(app);
  const { body } = await register(app, user_id, authenticator);
  expect(body).toMatchObject({ status_code: 200 });
  return { user_id, webauthn_registration_id: body.webauthn_registration_id, authenticator };
}

/** The options text of a started login. */
export async function startLogin(app: TestApp, more: object = {}): Promise<string> {
  const body = { domain: DOMAIN, ...more };
  const started = await app.call('POST', '/v1/webauthn/authenticate/start', body);
  expect(started.body).toMatchObject({ status_code: 200 });
  return started.body.public_key_credential_request_options;
}

export const sendLogin = (
  app: TestApp,
  public_key_credential: string,
  more: object = {},
): Promise<Answer> =>
  app.call('POST', '/v1/webauthn/authenticate', { public_key_credential, ...more });

/** Runs the whole ceremony and answers what authenticate answered. */
export async function logIn(
  app: TestApp,
  { user_id, authenticator }: Pick<Registered, 'user_id' | 'authenticator'>,
  assertion: Assertion = {},
  more: { start?: object; finish?: object } = {},
): Promise<Answer> {
  const options = await startLogin(app, { user_id, ...more.start });
  return sendLogin(app, authenticator.get(options, assertion), more.finish);
}
