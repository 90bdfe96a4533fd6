import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Api, api } from './lib/api.ts';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { eventually } from './lib/mail-server.ts';
import { cleanEnvironment, run } from './lib/run.ts';
import { entryPoint } from './lib/server.ts';
import { startTwilioServer, type TwilioServer } from './lib/twilio-server.ts';

const TIMEOUT_MS = 300_000;
const number = (line: number) => `+1415555${String(line).padStart(4, '0')}`;

let twilio: TwilioServer;
let durable: DurableServer | undefined;
beforeEach(async () => {
  twilio = await startTwilioServer();
});
afterEach(async () => {
  await durable?.stop();
  durable = undefined;
  await twilio.stop();
}, TIMEOUT_MS);

interface Sent {
  phone_id: string;
}

async function start(settings: Record<string, string> = {}): Promise<Api> {
  durable = await startDurable({
    engine: 'embedded',
    settings: { ...twilio.settings, ...settings },
  });
  return live();
}

/** The LIVE environment: nothing of it is in an inbox. */
function live(): Api {
  const { server, credentials } = durable as DurableServer;
  return api(server.baseUrl, credentials.live.project_id, credentials.live.secret);
}

async function send(selvage: Api, line: number, channel = 'sms', minutes = 10): Promise<string> {
  const sent = await selvage.post<Sent>(`/v1/otps/${channel}/login_or_create`, {
    phone_number: number(line),
    expiration_minutes: minutes,
  });
  expect(sent.status).toBe(200);
  return sent.body.phone_id;
}

const authenticate = async (selvage: Api, method_id: string, code: string) =>
  (await selvage.post('/v1/otps/authenticate', { method_id, code })).status;

const codeIn = (text: string | undefined): string => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? '';

async function selvageCommand(...args: string[]) {
  const folder = (durable as DurableServer).server.dataDir;
  const result = await run(process.execPath, [entryPoint(), ...args, '--data-dir', folder], {
    env: cleanEnvironment() as Record<string, string>,
  });
  expect([result.code, result.stderr]).toEqual([0, '']);
  return result.stdout;
}

describe('a LIVE environment with Twilio', () => {
  test(
    'sends SMS and WhatsApp messages as its own library would, and their codes log in',
    async () => {
      const selvage = await start();
      const sms = await send(selvage, 1);
      const text = await twilio.messageTo(number(1));
      expect(await authenticate(selvage, sms, codeIn(text['Body']))).toBe(200);

      const whatsapp = await send(selvage, 2, 'whatsapp');
      const template = await twilio.messageTo(`whatsapp:${number(2)}`);
      const variables = JSON.parse(template['ContentVariables'] ?? '{}') as Record<string, string>;
      expect(Object.keys(variables)).toEqual(['1']);
      expect(await authenticate(selvage, whatsapp, variables['1'] ?? '')).toBe(200);
      expect(twilio.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test.each(['down', 'garbage', 'silent'] as const)(
    'whose service is %s answers its callers all the same, and delivers once it is back',
    async (mood) => {
      const selvage = await start();
      twilio.mood = mood;
      const lines = [11, 12, 13];
      for (const line of lines) await send(selvage, line);
      await eventually('an attempt for each', () =>
        lines.every((line) => twilio.attempts.includes(number(line))) ? true : undefined,
      );
      twilio.mood = 'fine';
      for (const line of lines) await twilio.messageTo(number(line));
      expect(twilio.messages).toHaveLength(lines.length);
      expect(twilio.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'sends what it has accepted after a kill -9 between commit and delivery',
    async () => {
      const selvage = await start();
      twilio.mood = 'silent';
      const lines = Array.from({ length: 20 }, (_, index) => 20 + index);
      const methods = await Promise.all(lines.map((line) => send(selvage, line)));
      await eventually('a first attempt', () => twilio.attempts[0]);
      await (durable as DurableServer).kill();
      expect(twilio.messages).toEqual([]);
      twilio.mood = 'fine';
      await (durable as DurableServer).start();
      for (const [index, line] of lines.entries()) {
        const { Body } = await twilio.messageTo(number(line));
        expect(await authenticate(live(), methods[index] ?? '', codeIn(Body))).toBe(200);
      }
      expect(twilio.messages).toHaveLength(lines.length);
    },
    TIMEOUT_MS,
  );

  test(
    'keeps what could not be sent for its operator, who sends it again',
    async () => {
      const selvage = await start();
      twilio.mood = { code: 21610 };
      const method = await send(selvage, 50);
      const list = async (...args: string[]) => {
        const lines = (await selvageCommand('messages', 'list', ...args)).split('\n');
        return lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, string>);
      };
      let failed = await list('--status', 'failed');
      for (let tries = 0; failed.length === 0 && tries < 60; tries += 1) {
        failed = await list('--status', 'failed');
      }
      expect(failed).toMatchObject([
        { channel: 'sms', to: '+1***50', status: 'failed', can_be_resent: true },
      ]);
      expect(failed[0]?.['last_error']).toContain('21610');
      // Not tried again by itself: the recipient has said STOP.
      expect(twilio.attempts).toHaveLength(1);
      const shown = await selvageCommand('messages', 'show', failed[0]?.['id'] ?? '');
      expect(shown).not.toContain(number(50).slice(2));

      twilio.mood = 'fine';
      expect(await selvageCommand('messages', 'resend', failed[0]?.['id'] ?? '')).toContain(
        '1 message is queued',
      );
      const { Body } = await twilio.messageTo(number(50));
      expect(await authenticate(selvage, method, codeIn(Body))).toBe(200);
      expect(await selvageCommand('messages', 'resend', '--all-failed')).toContain('0 messages');
    },
    TIMEOUT_MS,
  );
});

describe('a webhook in the place of Twilio', () => {
  test(
    'gets every message with a signature that its receiver can check',
    async () => {
      const secret = 'shared with the receiver only';
      const received: { signature: string; body: string }[] = [];
      const server = createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        received.push({ signature: String(request.headers['selvage-signature']), body });
        response.writeHead(204).end();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/selvage`;
      try {
        const selvage = await start({
          SELVAGE_SMS_WEBHOOK_URL: url,
          SELVAGE_SMS_WEBHOOK_SECRET: secret,
          SELVAGE_MAIL_WEBHOOK_URL: url,
          SELVAGE_MAIL_WEBHOOK_SECRET: secret,
        });
        const method = await send(selvage, 60);
        const mail = await selvage.post<{ email_id: string }>('/v1/otps/email/login_or_create', {
          email: 'ada@example.com',
        });
        await eventually('both messages', () => (received.length === 2 ? true : undefined));
        const opened = received.map(({ signature, body }) => {
          const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
          expect(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')).toBe(v1);
          return JSON.parse(body) as Record<string, string>;
        });
        const text = opened.find(({ channel }) => channel === 'sms');
        const letter = opened.find(({ channel }) => channel === 'email');
        expect(text?.['to']).toBe(number(60));
        expect(await authenticate(selvage, method, text?.['code'] ?? '')).toBe(200);
        expect(letter?.['html']).toContain(letter?.['code']);
        const login = await authenticate(selvage, mail.body.email_id, letter?.['code'] ?? '');
        expect(login).toBe(200);
        expect(twilio.attempts).toEqual([]);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
    TIMEOUT_MS,
  );
});
