import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './mail-server.ts';

/** What the stand-in does with a message that is well-formed and authenticated. */
export type Mood =
  | 'fine'
  | 'down'
  | 'garbage'
  | 'silent'
  /** Twilio's error code for a message to this number. */
  | { readonly code: number };

export interface TwilioServer {
  /** For SELVAGE_TWILIO_BASE_URL. */
  readonly url: string;
  /** Settings of a server that sends by it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Fields of the messages that were taken over, oldest first. */
  readonly messages: readonly Record<string, string>[];
  /** Numbers of all attempts, taken over or not. */
  readonly attempts: readonly string[];
  /** What was wrong with requests; the real one would have answered 400 or 401. */
  readonly complaints: readonly string[];
  mood: Mood;
  /** Waits for a message to the number, `whatsapp:` included where it is one. */
  messageTo(to: string): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
const TOKEN = 'a token with: odd / characters';
const FROM = '+15005550006';
const WHATSAPP_FROM = '+14155238886';
const CONTENT = `HX${'fedcba9876543210'.repeat(2)}`;

/**
 * What the published `twilio` library (6.2.0) puts into a request, recorded from it: the method and
 * path, Basic authentication by account and token, a form, and which fields stand in it.
 */
function complaintsAbout(
  method: string | undefined,
  path: string | undefined,
  headers: NodeJS.Dict<string | string[]>,
  fields: Record<string, string>,
): string[] {
  const complaints: string[] = [];
  const want = (what: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) complaints.push(`${what} is ${String(actual)}`);
  };
  want('the method', method, 'POST');
  want('the path', path, `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`);
  const credentials = Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64');
  want('Authorization', headers['authorization'], `Basic ${credentials}`);
  want('Content-Type', headers['content-type'], 'application/x-www-form-urlencoded');
  want('Accept', headers['accept'], 'application/json');
  const whatsapp = fields['To']?.startsWith('whatsapp:') ?? false;
  const expected = whatsapp
    ? ['ContentSid', 'ContentVariables', 'From', 'To']
    : ['Body', 'From', 'To'];
  want('the list of fields', Object.keys(fields).sort().join(), expected.join());
  want('From', fields['From'], whatsapp ? `whatsapp:${WHATSAPP_FROM}` : FROM);
  if (whatsapp) want('ContentSid', fields['ContentSid'], CONTENT);
  if (!/^(whatsapp:)?\+[1-9]\d{6,14}$/.test(fields['To'] ?? '')) {
    complaints.push(`To is ${fields['To']}`);
  }
  return complaints;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** A stand-in for Twilio's Messages API on a free port. */
export async function startTwilioServer(): Promise<TwilioServer> {
  const messages: Record<string, string>[] = [];
  const attempts: string[] = [];
  const complaints: string[] = [];
  const state: { mood: Mood } = { mood: 'fine' };

  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const fields = Object.fromEntries(new URLSearchParams(text));
    const wrong = complaintsAbout(request.method, request.url, request.headers, fields);
    complaints.push(...wrong);
    if (wrong.length > 0) return answer(response, 400, { code: 20001, status: 400 });
    attempts.push(fields['To'] ?? '');
    const { mood } = state;
    if (mood === 'silent') return;
    if (mood === 'down') return answer(response, 503, { code: 20503, status: 503 });
    if (mood === 'garbage') return void response.end('<html>Welcome to the hotel</html>');
    if (typeof mood === 'object') {
      const { code } = mood;
      return answer(response, 400, { code, status: 400, message: `about ${fields['To']}` });
    }
    messages.push(fields);
    answer(response, 201, { sid: `SM${String(messages.length).padStart(32, '0')}` });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    settings: {
      SELVAGE_TWILIO_BASE_URL: url,
      SELVAGE_TWILIO_ACCOUNT_SID: ACCOUNT,
      SELVAGE_TWILIO_AUTH_TOKEN: TOKEN,
      SELVAGE_TWILIO_FROM: FROM,
      SELVAGE_TWILIO_WHATSAPP_FROM: WHATSAPP_FROM,
      SELVAGE_TWILIO_WHATSAPP_CONTENT_SID: CONTENT,
    },
    messages,
    attempts,
    complaints,
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
    },
    messageTo: (to) =>
      eventually(`a message to ${to}`, () => messages.find((fields) => fields['To'] === to)),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
