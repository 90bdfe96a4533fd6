import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOutgoing } from '../http/outgoing.ts';
import { type DeliveryProvider, failureOf, type OutboundMessage } from './provider.ts';
import { createTwilio, type TwilioOptions } from './twilio.ts';
import { createWebhook } from './webhook.ts';

interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the stand-in answers next; `hang` never answers. */
type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'hang' | 'cut';

let server: Server;
let baseUrl = '';
let seen: Seen[] = [];
let reply: Reply = { status: 201 };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    seen.push({ method, path: url, headers, body });
    if (reply === 'hang') return;
    if (reply === 'cut') return void request.socket.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body ?? '{"sid":"SM0"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
beforeEach(() => {
  seen = [];
  reply = { status: 201 };
});

const outgoing = createOutgoing({ allowPrivate: true, timeoutMs: 500 });

const message = (changes: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: '0190a1b2-0000-7000-8000-000000000001',
  channel: 'sms',
  kind: 'one_time_passcode',
  to: '+14155550100',
  locale: 'en',
  projectId: 'project-live-0190a1b2-0000-7000-8000-000000000002',
  subject: '',
  html: '',
  text: 'Göteborg & co: your code is 012345 + more',
  code: '012345',
  link: '',
  from: { name: 'Login', address: 'login@example.com' },
  expiresAt: Date.parse('2026-01-01T00:02:00Z'),
  ...changes,
});

const ACCOUNT = `AC${'a'.repeat(32)}`;
const TOKEN = 'token:with/odd+chars';
const twilio = (changes: Partial<TwilioOptions> = {}): DeliveryProvider =>
  createTwilio({
    accountSid: ACCOUNT,
    authToken: TOKEN,
    baseUrl,
    from: '+15005550006',
    outgoing,
    ...changes,
  });

async function failing(provider: DeliveryProvider, next: Reply, given = message()) {
  reply = next;
  try {
    await provider.send(given);
  } catch (error) {
    return failureOf(error);
  }
  return undefined;
}

/** As the published client library sends them (twilio 6.2.0, recorded). */
const recorded = {
  sms: 'To=%2B14155550100&From=%2B15005550006&Body=G%C3%B6teborg%20%26%20co%3A%20your%20code%20is%20012345%20%2B%20more',
  service: `To=%2B14155550100&MessagingServiceSid=MG${'b'.repeat(32)}&Body=x`,
  whatsapp: `To=whatsapp%3A%2B14155550100&ContentVariables=%7B%221%22%3A%22012345%22%7D&From=whatsapp%3A%2B14155238886&ContentSid=HX${'c'.repeat(32)}`,
};
const fields = (form: string) => Object.fromEntries(new URLSearchParams(form));

describe('Twilio', () => {
  test.each([
    ['an SMS', 'sms', {}, {}],
    [
      'an SMS by a messaging service',
      'service',
      { from: undefined, messagingServiceSid: `MG${'b'.repeat(32)}` },
      { text: 'x' },
    ],
    [
      'a WhatsApp message by an approved template',
      'whatsapp',
      { whatsappFrom: '+14155238886', whatsappContentSid: `HX${'c'.repeat(32)}` },
      { channel: 'whatsapp' },
    ],
  ] as const)('gets %s as its own library sends it', async (_, name, options, changes) => {
    await twilio(options).send(message(changes));
    const [request] = seen as [Seen];
    expect(request).toMatchObject({
      method: 'POST',
      path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
    });
    expect(request.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
      'content-length': String(Buffer.byteLength(request.body)),
    });
    expect(fields(request.body)).toEqual(fields(recorded[name]));
  });

  test('gets the text of a WhatsApp message where there is no template', async () => {
    await twilio({ whatsappFrom: '+14155238886' }).send(message({ channel: 'whatsapp' }));
    expect(fields(seen[0]?.body ?? '')).toEqual({
      To: 'whatsapp:+14155550100',
      From: 'whatsapp:+14155238886',
      Body: message().text,
    });
  });

  const error = (status: number, code: number): Reply => ({
    status,
    body: JSON.stringify({ code, message: 'about +14155550100', more_info: 'x', status }),
  });

  test.each([
    ['a number that is none', error(400, 21211), 'bad-recipient'],
    ['a recipient who unsubscribed', error(400, 21610), 'bad-recipient'],
    ['a landline', error(400, 21614), 'bad-recipient'],
    ['somebody without WhatsApp', error(400, 63024), 'bad-recipient'],
    ['a country that is not allowed', error(400, 21408), 'permanent'],
    ['a text that is too long', error(400, 21617), 'permanent'],
    ['a reason we do not know', error(400, 99999), 'permanent'],
    ['too many messages', error(429, 20429), 'temporary'],
    ['a full queue', error(400, 21611), 'temporary'],
    ['credentials that are wrong', error(401, 20003), 'temporary'],
    ['an account that is not there', error(404, 20404), 'temporary'],
    ['a sender that is not ours', error(400, 21606), 'temporary'],
    ['an outage', { status: 503, body: '<html>' }, 'temporary'],
    ['a page of something between', { status: 200, body: '<html>Welcome</html>' }, 'temporary'],
    ['a redirect', { status: 302, headers: { location: 'https://example.com' } }, 'temporary'],
    ['a refusal in no language of its own', { status: 400, body: 'nope' }, 'temporary'],
    ['an answer that is cut off', 'cut', 'temporary'],
    ['no answer at all', 'hang', 'temporary'],
  ] as const)('that answers with %s', async (_, next, kind) => {
    const failure = await failing(twilio(), next);
    expect(failure?.kind).toBe(kind);
    // Numbers and texts are for nobody's log.
    expect(failure?.reason).toMatch(/^twilio: [a-zA-Z0-9 ,()-]+$/);
    expect(failure?.reason).not.toContain('4155550100');
  });

  test('that says STOP is remembered, and nothing else is', async () => {
    expect((await failing(twilio(), error(400, 21610)))?.suppress).toBe(true);
    expect((await failing(twilio(), error(400, 21614)))?.suppress).toBeUndefined();
  });

  test('that took the message over but answers garbage is not asked again', async () => {
    expect(await failing(twilio(), { status: 201, body: 'garbage' })).toBeUndefined();
  });

  test('that is not there is a reason to try later', async () => {
    const nowhere = twilio({ baseUrl: 'http://127.0.0.1:1' });
    expect(await failing(nowhere, { status: 201 })).toMatchObject({ kind: 'temporary' });
  });
});

describe('a webhook', () => {
  const SECRET = 'a secret of some length';
  const clock = { now: () => Date.parse('2026-01-01T00:00:00.900Z') };
  const webhook = () => createWebhook({ url: `${baseUrl}/hook/`, secret: SECRET, clock, outgoing });

  test('gets the whole message, signed with the time', async () => {
    reply = { status: 204, body: '' };
    await webhook().send(message());
    const [request] = seen as [Seen];
    expect([request.method, request.path]).toEqual(['POST', '/hook/']);
    expect(JSON.parse(request.body)).toEqual({
      message_id: message().id,
      project_id: message().projectId,
      channel: 'sms',
      kind: 'one_time_passcode',
      to: '+14155550100',
      locale: 'en',
      from: { name: 'Login', address: 'login@example.com' },
      subject: '',
      text: message().text,
      html: '',
      code: '012345',
      link: '',
      expires_at: '2026-01-01T00:02:00Z',
    });
    expect(request.headers['selvage-message-id']).toBe(message().id);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(request.headers['selvage-signature']),
    ) as unknown as [string, string, string];
    expect(t).toBe('1767225600');
    const mac = createHmac('sha256', SECRET).update(`${t}.${request.body}`).digest('hex');
    expect(v1).toBe(mac);
  });

  test.each([
    [{ status: 200 }, undefined],
    [{ status: 202, body: 'garbage' }, undefined],
    [{ status: 400 }, 'permanent'],
    [{ status: 422, body: '{"failure":"bad-recipient"}' }, 'bad-recipient'],
    [{ status: 503, body: '{"failure":"permanent"}' }, 'permanent'],
    [{ status: 400, body: '{"failure":"nonsense"}' }, 'permanent'],
    [{ status: 401 }, 'temporary'],
    [{ status: 404 }, 'temporary'],
    [{ status: 429 }, 'temporary'],
    [{ status: 500, body: '[1]' }, 'temporary'],
    ['hang', 'temporary'],
  ] as const)('that answers %j', async (next, kind) => {
    expect((await failing(webhook(), next))?.kind).toBe(kind);
  });

  test.each([
    ['sms', 'unsubscribed', true],
    ['email', 'unsubscribed', true],
    ['email', 'bad-recipient', true],
    ['sms', 'bad-recipient', undefined],
    ['email', 'permanent', undefined],
  ] as const)('that says of %s: %s, has it remembered: %s', async (channel, said, suppress) => {
    const body = JSON.stringify({ failure: said });
    const failure = await failing(webhook(), { status: 422, body }, message({ channel }));
    expect(failure?.suppress).toBe(suppress);
  });
});
