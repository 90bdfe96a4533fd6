import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './lib/browser.ts';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { type PasskeySite, type Style, startPasskeySite } from './lib/passkey-page.ts';

const TIMEOUT_MS = 300_000;
const DOMAIN = 'localhost';
/** Of the flags in authenticator data: the user was verified (WebAuthn section 6.1). */
const VERIFIED = 0x04;

let durable: DurableServer;
let site: PasskeySite;
let browser: Browser | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
  if (browser === undefined) return;
  site = await startPasskeySite();
  durable = await startDurable({ engine: 'embedded' });
}, TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  await durable?.stop();
  await site?.stop();
}, TIMEOUT_MS);

interface Body {
  user_id: string;
  error_type?: string;
  webauthn_registration_id: string;
  public_key_credential_creation_options: string;
  public_key_credential_request_options: string;
  session_jwt: string;
  session: { authentication_factors: { type: string }[] };
  user: { webauthn_registrations: object[] };
  credentials: { credential_id: string }[];
}

const call = (path: string, body: object) => durable.test.post<Body>(`/v1${path}`, body);

/** A user who has followed a login link. */
async function createUser(email: string): Promise<string> {
  await call('/magic_links/email/login_or_create', { email });
  const inbox = await durable.test.get<{ messages: { token: string }[] }>(
    `/selvage/v1/messages?to=${encodeURIComponent(email)}`,
  );
  const token = inbox.body.messages[0]?.token;
  return (await call('/magic_links/authenticate', { token })).body.user_id;
}

/** How the application asks, in the two ways that the API has. */
const asking = (style: Style, passkey: boolean) => ({
  domain: DOMAIN,
  use_base64_url_encoding: style === 'modern',
  return_passkey_credential_options: passkey,
});

function wasVerified(credential: string): boolean {
  const { authenticatorData } = JSON.parse(credential).response;
  return ((Buffer.from(authenticatorData, 'base64url')[32] ?? 0) & VERIFIED) !== 0;
}

describe('a passkey in real Chromium', () => {
  test.each([
    { resident: true, verifies: true, style: 'modern' },
    { resident: true, verifies: false, style: 'classic' },
    { resident: false, verifies: true, style: 'classic' },
    { resident: false, verifies: false, style: 'modern' },
  ] as const)(
    'is registered, logs in and goes: resident $resident, verifying $verifies, $style page',
    async ({ resident, verifies, style }) => {
      if (browser === undefined) return;
      const user_id = await createUser(`${resident}-${verifies}@example.com`);
      const page = await site.open(browser, { resident, verifies });
      const ask = asking(style, resident);

      const user_agent = 'Mozilla/5.0 (X11; Linux x86_64)';
      const begin = () => call('/webauthn/register/start', { user_id, user_agent, ...ask });
      const begun = await begin();
      const created = await page.create(begun.body.public_key_credential_creation_options, style);
      const registered = await call('/webauthn/register', {
        user_id,
        public_key_credential: created,
        session_duration_minutes: 60,
      });
      expect(registered.body).toMatchObject({
        status_code: 200,
        user: { webauthn_registrations: [{ domain: DOMAIN, verified: true, name: 'Linux' }] },
        session: { authentication_factors: [{ type: 'webauthn' }] },
      });
      const stored = await page.credentials();
      expect(stored).toMatchObject([{ isResidentCredential: resident }]);

      // The browser itself refuses to make a second one where the first is named.
      const again = await begin();
      expect(await page.create(again.body.public_key_credential_creation_options, style)).toBe(
        'InvalidStateError',
      );

      // A resident key is found by the browser alone, which wants its user verified for that
      // (credProtect level 2, CTAP 2.1 section 12.1); any other must be named.
      const whoms = resident && verifies ? [{}, { user_id }] : [{ user_id }];
      let credential = '';
      for (const whom of whoms) {
        const started = await call('/webauthn/authenticate/start', { ...ask, ...whom });
        credential = await page.get(started.body.public_key_credential_request_options, style);
        expect(wasVerified(credential)).toBe(verifies && resident);
        const login = { public_key_credential: credential, session_duration_minutes: 60 };
        const loggedIn = await call('/webauthn/authenticate', login);
        expect(loggedIn.body).toMatchObject({ status_code: 200, user_id });
        expect(loggedIn.body.session_jwt.split('.')).toHaveLength(3);
      }
      const replayed = await call('/webauthn/authenticate', { public_key_credential: credential });
      expect(replayed.body.error_type).toBe('unable_to_auth_webauthn_registration');

      const { webauthn_registration_id } = registered.body;
      const late = await call('/webauthn/authenticate/start', { ...ask, user_id });
      const orphan = await page.get(late.body.public_key_credential_request_options, style);
      const removed = await durable.test.delete<Body>(
        `/v1/users/webauthn_registrations/${webauthn_registration_id}`,
      );
      expect(removed.body.user.webauthn_registrations).toEqual([]);
      const refused = await call('/webauthn/authenticate', { public_key_credential: orphan });
      expect(refused.body.error_type).toBe('webauthn_registration_not_found');
      const none = await call('/webauthn/authenticate/start', { ...ask, user_id });
      expect(none.body.error_type).toBe('no_active_webauthn_registrations');

      await page.removeCredentials();
      expect(await page.credentials()).toEqual([]);
      await page.close();
    },
    TIMEOUT_MS,
  );

  test(
    'is listed with the id that the browser knows, and is a second factor',
    async () => {
      if (browser === undefined) return;
      const user_id = await createUser('second-factor@example.com');
      const page = await site.open(browser, { resident: true, verifies: true });
      const ask = asking('modern', true);
      const begun = await call('/webauthn/register/start', { user_id, ...ask });
      const created = await page.create(
        begun.body.public_key_credential_creation_options,
        'modern',
      );
      const first = await call('/magic_links', { user_id });
      const { token } = first.body as unknown as { token: string };
      const session = await call('/magic_links/authenticate', {
        token,
        session_duration_minutes: 60,
      });
      const { session_jwt } = session.body;
      const registered = await call('/webauthn/register', {
        user_id,
        public_key_credential: created,
        session_jwt,
      });
      const types = registered.body.session.authentication_factors.map(({ type }) => type);
      expect(types).toEqual(['magic_link', 'webauthn']);
      const listed = await durable.test.get<Body>(`/v1/webauthn/credentials/${user_id}/${DOMAIN}`);
      expect(listed.body.credentials.map((one) => one.credential_id)).toEqual([
        JSON.parse(created).id,
      ]);
      await page.close();
    },
    TIMEOUT_MS,
  );
});
