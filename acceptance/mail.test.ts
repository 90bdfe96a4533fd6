import type { ParsedMail } from 'mailparser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Api, api, type ErrorBody } from './lib/api.ts';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { eventually, type MailServer, recipientsOf, startMailServer } from './lib/mail-server.ts';
import { managementApi, registerRedirectUrl } from './lib/management.ts';

const TIMEOUT_MS = 300_000;
const APP = 'https://app.example.com/callback?from=mail';

interface Login {
  user_id: string;
  user: { emails: Array<{ verified: boolean }> };
  session_token: string;
}

let mailServer: MailServer;
let durable: DurableServer | undefined;
beforeEach(async () => {
  mailServer = await startMailServer();
});
afterEach(async () => {
  await durable?.stop();
  durable = undefined;
  await mailServer.stop();
}, TIMEOUT_MS);

const live = ({ server, credentials }: DurableServer): Api =>
  api(server.baseUrl, credentials.live.project_id, credentials.live.secret);

/** A server with mail, whose LIVE environment may send people to the app. */
async function startWithMail(): Promise<DurableServer> {
  durable = await startDurable({
    engine: 'embedded',
    settings: {
      SELVAGE_SMTP_URL: mailServer.url,
      SELVAGE_MAIL_FROM_NAME: 'Example App',
      SELVAGE_MAIL_FROM_ADDRESS: 'login@example.com',
      SELVAGE_MAIL_REPLY_TO: 'help@example.com',
    },
  });
  const { server, credentials } = durable;
  const management = managementApi(server.baseUrl, credentials);
  await registerRedirectUrl(management, credentials.live.project_id, APP);
  return durable;
}

/** The link that a reader of the plain text would click; the HTML must have the same one. */
function linkOf(mail: ParsedMail): URL {
  const link = /https?:\/\/\S+\/v1\/magic_links\/redirect\?\S+/.exec(mail.text ?? '')?.[0] ?? '';
  expect(link).not.toBe('');
  expect(String(mail.html).replaceAll('&amp;', '&')).toContain(link);
  return new URL(link);
}

/** Where the page behind the link sends its reader, by the button that works without scripts. */
async function targetOf(link: URL): Promise<string> {
  const page = await fetch(link);
  expect(page.status).toBe(200);
  const href = /<a [^>]*href="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  return href.replaceAll('&amp;', '&');
}

describe('a LIVE environment with a mail server', () => {
  test.each([
    ['login', 'login_or_create'],
    ['signup', 'login_or_create'],
    ['invite', 'invite'],
  ])(
    'sends a %s mail whose link logs in, once',
    async (kind, operation) => {
      const { credentials } = await startWithMail();
      const selvage = live(durable as DurableServer);
      const email = `${kind}@example.com`;
      if (kind === 'login') await selvage.post('/v1/users', { email });
      const sent = await selvage.post<{ user_id: string }>(`/v1/magic_links/email/${operation}`, {
        email,
      });
      expect(sent.status).toBe(200);

      const mail = await mailServer.mailTo(email);
      expect(mail.from?.value).toEqual([{ name: 'Example App', address: 'login@example.com' }]);
      expect(mail.replyTo?.value[0]?.address).toBe('help@example.com');
      expect(mail.subject).toBeTruthy();
      const link = linkOf(mail);
      expect(link.searchParams.get('public_token')).toBe(credentials.live.public_token);
      expect(link.searchParams.get('stytch_token_type')).toBe('magic_links');
      const token = link.searchParams.get('token') ?? '';
      expect(await targetOf(link)).toBe(
        `${APP}&stytch_redirect_type=${kind}&stytch_token_type=magic_links&token=${encodeURIComponent(token)}`,
      );

      const proof = { token, session_duration_minutes: 60 };
      const login = await selvage.post<Login>('/v1/magic_links/authenticate', proof);
      expect([login.status, login.body.user_id]).toEqual([200, sent.body.user_id]);
      expect(login.body.user.emails).toMatchObject([{ verified: true }]);
      const again = await selvage.post<ErrorBody>('/v1/magic_links/authenticate', proof);
      expect([again.status, again.body.error_type]).toEqual([401, 'unable_to_auth_magic_link']);
    },
    TIMEOUT_MS,
  );

  test(
    'tries again where the mail server asks to come back later, and sends one mail',
    async () => {
      const selvage = live(await startWithMail());
      mailServer.busy = true;
      const email = 'greylisted@example.com';
      const sent = await selvage.post('/v1/magic_links/email/login_or_create', { email });
      expect(sent.status).toBe(200);
      await eventually('the first attempt', () => mailServer.postponed.find((to) => to === email));
      mailServer.busy = false;
      const mail = await mailServer.mailTo(email);
      const token = linkOf(mail).searchParams.get('token');
      const login = await selvage.post('/v1/magic_links/authenticate', { token });
      expect(login.status).toBe(200);
      expect(mailServer.mails.filter((one) => recipientsOf(one).includes(email))).toHaveLength(1);
    },
    TIMEOUT_MS,
  );

  test(
    'sends what it has accepted after a kill -9 before the delivery',
    async () => {
      const server = await startWithMail();
      mailServer.busy = true;
      const addresses = Array.from({ length: 20 }, (_, index) => `killed-${index}@example.com`);
      const answers = await Promise.all(
        addresses.map((email) =>
          live(server).post('/v1/magic_links/email/login_or_create', { email }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(addresses.map(() => 200));
      await eventually('an attempt for each', () =>
        addresses.every((email) => mailServer.postponed.includes(email)) ? true : undefined,
      );
      await server.kill();
      mailServer.busy = false;
      expect(mailServer.mails).toEqual([]);
      await server.start();
      for (const email of addresses) {
        const token = linkOf(await mailServer.mailTo(email)).searchParams.get('token');
        const login = await live(server).post('/v1/magic_links/authenticate', { token });
        expect(login.status).toBe(200);
      }
      expect(mailServer.mails).toHaveLength(addresses.length);
    },
    TIMEOUT_MS,
  );
});

describe('a LIVE environment without a mail server', () => {
  test(
    'refuses to send and creates nobody, while TEST has its inbox',
    async () => {
      durable = await startDurable({ engine: 'embedded' });
      const { server, credentials } = durable;
      const management = managementApi(server.baseUrl, credentials);
      await registerRedirectUrl(management, credentials.live.project_id, APP);
      const selvage = live(durable);
      for (const operation of ['login_or_create', 'invite']) {
        const refused = await selvage.post<ErrorBody>(`/v1/magic_links/email/${operation}`, {
          email: 'nobody@example.com',
        });
        expect(refused.body.error_type).toBe('email_settings_not_found');
      }
      const found = await selvage.post<{ results: object[] }>('/v1/users/search', {});
      expect(found.body.results).toEqual([]);
      const test = await durable.test.post('/v1/magic_links/email/login_or_create', {
        email: 'somebody@example.com',
      });
      expect(test.status).toBe(200);
    },
    TIMEOUT_MS,
  );
});
