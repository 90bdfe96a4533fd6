import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { twilioSignature } from '../../platform/messaging/twilio-signature.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createSuppressions, type Suppressions } from './suppressions.ts';
import { TWILIO_INBOUND_PATH } from './twilio-inbound-route.ts';

const TOKEN = 'a'.repeat(32);
const STOPPED = '+14155550111';
const BOUNCED = 'Gone@Example.com';
/** Only ends what hangs. */
const patience = { timeout: 60_000 };

let app: TestApp;
let suppressions: Suppressions;
/** Twilio and the operator's mail program: one says STOP of one number, one bounces one address. */
let provider: Server;
const sent: string[] = [];

beforeAll(async () => {
  provider = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const isMail = request.url === '/mail';
    const to = isMail ? JSON.parse(body).to : new URLSearchParams(body).get('To');
    sent.push(to);
    const refused = isMail ? to === BOUNCED : to === STOPPED;
    response.writeHead(refused ? (isMail ? 422 : 400) : 201, {
      'content-type': 'application/json',
    });
    response.end(refused ? '{"code":21610,"failure":"bad-recipient"}' : '{"sid":"SM0"}');
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  app = await createTestApp({
    ...unlimited,
    SELVAGE_PUBLIC_URL: 'https://auth.example.com',
    SELVAGE_TWILIO_ACCOUNT_SID: `AC${'b'.repeat(32)}`,
    SELVAGE_TWILIO_AUTH_TOKEN: TOKEN,
    SELVAGE_TWILIO_FROM: '+15005550006',
    SELVAGE_TWILIO_BASE_URL: url,
    SELVAGE_MAIL_WEBHOOK_URL: `${url}/mail`,
    SELVAGE_MAIL_WEBHOOK_SECRET: 'a secret of some length',
  });
  suppressions = createSuppressions(app.database, systemClock);
});
afterAll(async () => {
  await app.close();
  provider.closeAllConnections();
  provider.close();
  await once(provider, 'close');
});

const errorOf = async (answer: Promise<{ status: number; body: { error_type?: string } }>) => {
  const { status, body } = await answer;
  return [status, body.error_type];
};
const sms = (phone_number: string) =>
  app.call('POST', '/v1/otps/sms/login_or_create', { phone_number });
const mail = (email: string) => app.call('POST', '/v1/otps/email/login_or_create', { email });
const listed = (recipient: string) => suppressions.list({ recipient }, 10);
const suppressed = (recipient: string) =>
  expect.poll(async () => (await listed(recipient)).length, patience).toBe(1);
const counts = async () => {
  const of = async (table: string) =>
    Number(
      (await app.database.run<{ n: number }>(`select count(*) as n from ${table}`, [])).rows[0]?.n,
    );
  return [await of('users'), await of('factors'), await of('messages'), await of('rate_limits')];
};

describe('a number that replied STOP', () => {
  const UNSUBSCRIBED = [400, 'unsubscribed_phone_number'];

  test('is refused from the next send on, before anything is changed', async () => {
    const first = await sms(STOPPED);
    expect(first.status).toBe(200);
    await suppressed(STOPPED);
    const before = await counts();
    expect(await errorOf(sms(STOPPED))).toEqual(UNSUBSCRIBED);
    const send = (body: object) => app.call('POST', '/v1/otps/sms/send', body);
    expect(await errorOf(send({ phone_number: STOPPED }))).toEqual(UNSUBSCRIBED);
    const user = await app.call('POST', '/v1/users', { email: 'other@example.com' });
    const { user_id } = user.body;
    const after = await counts();
    expect(await errorOf(send({ phone_number: STOPPED, user_id }))).toEqual(UNSUBSCRIBED);
    expect(await counts()).toEqual(after);
    expect(after).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1, before[2], before[3]]);
    expect(sent.filter((to) => to === STOPPED)).toHaveLength(1);
  });

  test('hears over another channel, and others hear over this one', async () => {
    const one = await app.call('POST', '/v1/otps/sms/login_or_create', {
      phone_number: '+14155550112',
    });
    expect(one.status).toBe(200);
    expect(await listed('+14155550112')).toEqual([]);
    const body = { phone_number: STOPPED };
    expect((await app.call('POST', '/v1/otps/whatsapp/login_or_create', body)).status).toBe(200);
  });

  test('is so in its own environment, and shown masked', async () => {
    const live = app.callLive('POST', '/v1/otps/sms/login_or_create', { phone_number: STOPPED });
    expect((await live).status).toBe(200);
    await expect.poll(async () => (await listed(STOPPED)).length, patience).toBe(2);
    expect(await suppressions.list({ environment: app.test.project_id.slice(-36) }, 10)).toEqual([
      {
        project_id: app.test.project_id,
        channel: 'sms',
        to: '+1***11',
        created_at: expect.any(String),
      },
    ]);
  });

  const inbound = (form: Record<string, string>, token = TOKEN) => {
    const payload = new URLSearchParams(form);
    const url = `https://auth.example.com${TWILIO_INBOUND_PATH}`;
    return app.app.inject({
      method: 'POST',
      url: TWILIO_INBOUND_PATH,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilioSignature(token, url, payload),
      },
      payload: payload.toString(),
    });
  };

  test.each([
    ['a signature that is not Twilio’s', { From: STOPPED, Body: 'START' }, 'b'.repeat(32), 403],
    ['another text', { From: STOPPED, Body: 'START the engine' }, TOKEN, 200],
    ['a STOP', { From: STOPPED, Body: 'STOP' }, TOKEN, 200],
    ['a START to WhatsApp', { From: `whatsapp:${STOPPED}`, Body: 'START' }, TOKEN, 200],
    [
      'a word that is not the one set up',
      { From: STOPPED, Body: 'START', OptOutType: 'HELP' },
      TOKEN,
      200,
    ],
    ['a START of somebody else', { From: '+14155550113', Body: 'START' }, TOKEN, 200],
    ['a sender that is no number', { From: 'client:ada', Body: 'START' }, TOKEN, 200],
  ] as const)('stays so after %s', async (_, form, token, status) => {
    expect((await inbound(form, token)).statusCode).toBe(status);
    expect(await listed(STOPPED)).toHaveLength(2);
  });

  test('stays so after a request without signature or form', async () => {
    const bare = await app.app.inject({ method: 'POST', url: TWILIO_INBOUND_PATH });
    expect(bare.statusCode).toBe(403);
  });

  test.each([
    ['START', { Body: ' start\n' }],
    ['the words set up at Twilio', { Body: 'AGAIN', OptOutType: 'START' }],
  ])('gets texts again after %s', async (_, said) => {
    await suppressions.add({
      environment_id: app.test.project_id.slice(-36),
      channel: 'sms',
      recipient: STOPPED,
    });
    expect(await errorOf(sms(STOPPED))).toEqual(UNSUBSCRIBED);
    const answer = await inbound({ From: STOPPED, ...said });
    expect([answer.statusCode, answer.body]).toEqual([200, '<Response/>']);
    expect(await listed(STOPPED)).toEqual([]);
    expect((await sms(STOPPED)).status).toBe(200);
    // Twilio still says STOP here, so it is remembered anew.
    await suppressed(STOPPED);
  });
});

describe('an address that bounced', () => {
  const INACTIVE = [400, 'inactive_email'];

  test('gets no mail of any kind, however it is written, until an operator lifts it', async () => {
    expect((await mail(BOUNCED)).status).toBe(200);
    await suppressed(BOUNCED);
    const before = await counts();
    const email = 'gone@example.com';
    for (const [path, body] of [
      ['/v1/otps/email/login_or_create', {}],
      ['/v1/otps/email/send', {}],
      ['/v1/magic_links/email/login_or_create', {}],
      ['/v1/magic_links/email/send', {}],
      ['/v1/magic_links/email/invite', {}],
      ['/v1/passwords/email/reset/start', {}],
    ] as const) {
      const answer = await errorOf(app.call('POST', path, { email, ...body }));
      expect([path, ...answer]).toEqual([path, ...INACTIVE]);
    }
    expect(await counts()).toEqual(before);
    expect((await mail('fine@example.com')).status).toBe(200);
    expect(await suppressions.lift({ recipient: 'GONE@example.com', channel: 'sms' })).toBe(0);
    expect(await suppressions.lift({ recipient: 'GONE@example.com' })).toBe(1);
    expect((await mail(email)).status).toBe(200);
    // It goes to the address as it is stored, which still bounces: remembered anew.
    await suppressed(BOUNCED);
  });

  test('is forgotten with the state of a TEST environment', async () => {
    await suppressions.lift({ recipient: BOUNCED });
    expect((await mail(BOUNCED)).status).toBe(200);
    await suppressed(BOUNCED);
    expect((await app.call('POST', '/selvage/v1/reset')).status).toBe(200);
    expect(await listed(BOUNCED)).toEqual([]);
  });
});
