import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutgoingError, type OutgoingResponse } from '../../platform/http/outgoing.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { makeUser, pkcePair, REDIRECT } from '../../testing/connected-apps.ts';
import { later } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const CLIENT = 'https://client.example.com/oauth/metadata.json';

let app: TestApp;
let user_id: string;
let fetched: string[] = [];
let answers: Record<string, OutgoingResponse | OutgoingError>;

const answer = (body: unknown, headers: Record<string, string> = {}): OutgoingResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const document = (url: string, more: object = {}) => ({
  client_id: url,
  client_name: 'Inspector',
  redirect_uris: [REDIRECT],
  ...more,
});

beforeAll(async () => {
  answers = { [CLIENT]: answer(document(CLIENT)) };
  app = await createTestApp(
    {},
    {
      outgoing: {
        async request(url) {
          fetched.push(url);
          const found = answers[url] ?? new OutgoingError('unreachable', 'no such host');
          if (found instanceof OutgoingError) throw found;
          return found;
        },
      },
    },
  );
  await changeSettings(app, { client_id_metadata_documents_enabled: true });
  user_id = await makeUser(app);
});
afterAll(() => app?.close());

const start = (client_id: string, redirect_uri = REDIRECT) =>
  app.call('POST', '/v1/idp/oauth/authorize/start', {
    client_id,
    redirect_uri,
    response_type: 'code',
    scopes: ['openid'],
    user_id,
  });

/** A document at a URL of its own. */
function publish(name: string, more: object = {}, headers: Record<string, string> = {}): string {
  const url = `https://client.example.com/${name}`;
  answers[url] = answer(document(url, more), headers);
  return url;
}

describe('the URL of a client ID metadata document', () => {
  test('is a client_id: of a third party, public, with PKCE and consent', async () => {
    const started = await start(CLIENT);
    expect(started.body).toMatchObject({
      status_code: 200,
      consent_required: true,
      client: { client_id: CLIENT, client_name: 'Inspector', client_type: 'third_party_public' },
    });
    const { code_verifier, code_challenge } = pkcePair();
    const submitted = await app.call('POST', '/v1/idp/oauth/authorize', {
      client_id: CLIENT,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scopes: ['openid', 'offline_access'],
      consent_granted: true,
      user_id,
      code_challenge,
    });
    const tokens = await oauthCall(app, 'token', {
      grant_type: 'authorization_code',
      client_id: CLIENT,
      code: submitted.body.authorization_code,
      redirect_uri: REDIRECT,
      code_verifier,
    });
    expect(tokens.body).toMatchObject({ status_code: 200, token_type: 'bearer' });
    const asked = { client_id: CLIENT, token: tokens.body.access_token };
    const { body } = await oauthCall(app, 'introspect', asked);
    expect(body).toMatchObject({ active: true, client_id: CLIENT });
    const clients = await app.call('POST', '/v1/connected_apps/clients/search', {});
    expect(clients.body.connected_apps).toContainEqual(
      expect.objectContaining({
        creation_method: 'client_id_metadata_document',
        client_id_metadata_url: CLIENT,
      }),
    );
  });

  test('is fetched once while it is fresh, and anew with an authorization after that', async () => {
    const url = publish('fresh', {}, { 'cache-control': 'max-age=600' });
    fetched = [];
    for (let i = 0; i < 3; i += 1) await start(url);
    expect(fetched).toEqual([url]);
    answers[url] = answer(document(url, { client_name: 'Renamed' }));
    await later(app, 601, async () => {
      expect((await start(url)).body.client).toMatchObject({ client_name: 'Renamed' });
    });
    expect(fetched).toEqual([url, url]);
  });

  test.each([
    ['no-store', 61],
    ['max-age=0', 61],
    ['max-age=999999999', 86_401],
  ])('that is answered with %s is kept within bounds', async (control, seconds) => {
    const url = publish(
      `bounds-${seconds}-${control}`.replace(/[^\w-]/g, '-'),
      {},
      {
        'cache-control': control,
      },
    );
    await start(url);
    fetched = [];
    await later(app, seconds - 2, () => start(url));
    expect(fetched).toEqual([]);
    await later(app, seconds, () => start(url));
    expect(fetched).toEqual([url]);
  });

  test('that leaves a redirect URL out takes it away', async () => {
    const url = publish('changing', {}, { 'cache-control': 'no-store' });
    expect((await start(url)).body).toMatchObject({ status_code: 200 });
    answers[url] = answer(document(url, { redirect_uris: ['https://app.example.com/other'] }));
    await later(app, 61, async () => {
      expect((await start(url)).body).toMatchObject({
        error_type: 'connected_app_supplied_redirect_url_not_found_in_client',
      });
    });
  });

  test('read by many at once is one client', async () => {
    const url = publish('many');
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => start(url)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { rows } = await app.database.run(
      'select client_id_metadata_url from connected_apps',
      [],
    );
    const found = rows.filter((row) => Object.values(row as object).includes(url));
    expect(found).toHaveLength(1);
  });
});

describe('a document is refused', () => {
  const misconfigured = { status_code: 400, error_type: 'connected_app_misconfigured_client' };

  test.each<[string, object]>([
    ['that speaks for another URL (impersonation)', { client_id: CLIENT }],
    ['without redirect URLs', { redirect_uris: [] }],
    ['with a secret', { client_secret: 'x' }],
    ['of a confidential client', { token_endpoint_auth_method: 'client_secret_post' }],
    ['with a redirect URL into a script', { redirect_uris: ['javascript:alert(1)'] }],
    ['with plain http to a public host', { redirect_uris: ['http://app.example.com/cb'] }],
    ['whose name is no text', { client_name: 1 }],
  ])('%s', async (name, more) => {
    expect((await start(publish(name.replaceAll(' ', '-'), more))).body).toMatchObject(
      misconfigured,
    );
  });

  test.each<[string, OutgoingResponse | OutgoingError]>([
    ['404', { ...answer('{}'), status: 404 }],
    ['302', { ...answer('{}', { location: CLIENT }), status: 302 }],
    ['html', answer('<html>', { 'content-type': 'text/html' })],
    ['broken', answer('{')],
    ['list', answer('[]')],
    ['large', new OutgoingError('too-large', 'too large')],
    ['slow', new OutgoingError('timeout', 'timeout')],
    ['private', new OutgoingError('forbidden', 'forbidden')],
  ])('that is %s', async (name, what) => {
    const url = `https://client.example.com/answers/${name}`;
    answers[url] = what;
    expect((await start(url)).body).toMatchObject(misconfigured);
  });

  test('says the same of every host that cannot be reached, so that nobody explores a network', async () => {
    const texts = await Promise.all(
      ['forbidden', 'unreachable', 'timeout'].map(async (reason) => {
        const url = `https://client.example.com/${reason}`;
        answers[url] = new OutgoingError(reason as 'forbidden', reason);
        return (await start(url)).body.error_message;
      }),
    );
    expect(new Set(texts).size).toBe(1);
  });

  test.each([
    'https://client.example.com',
    'https://client.example.com/',
    'https://client.example.com/a/../b',
    'https://client.example.com/a#b',
    'https://user:pw@client.example.com/a',
    'https://CLIENT.example.com/a',
  ])('whose URL is %s: it is fetched by nobody', async (url) => {
    fetched = [];
    expect((await start(url)).body).toMatchObject({ error_type: 'connected_app_not_found' });
    expect(fetched).toEqual([]);
  });

  test('while the environment does not allow any', async () => {
    await changeSettings(app, { client_id_metadata_documents_enabled: false });
    fetched = [];
    expect((await start(CLIENT)).body).toMatchObject({ error_type: 'connected_app_not_found' });
    expect(fetched).toEqual([]);
    await changeSettings(app, { client_id_metadata_documents_enabled: true });
  });

  test('once too many were fetched from one host (flood)', async () => {
    const urls = Array.from({ length: 31 }, (_, i) => {
      const url = `https://flood.example.com/${i}`;
      answers[url] = answer(document(url));
      return url;
    });
    const statuses: number[] = [];
    for (const url of urls) statuses.push((await start(url)).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(200));
    expect(statuses[30]).toBe(429);
  });
});

test.each(['https://127.0.0.1/x', 'https://[::1]/x', 'https://10.0.0.1/x', 'https://localhost/x'])(
  'server-side request forgery: %s is a private address and not fetched',
  async (url) => {
    const real = await createTestApp();
    try {
      await changeSettings(real, { client_id_metadata_documents_enabled: true });
      const { body } = await real.call('POST', '/v1/idp/oauth/authorize/start', {
        client_id: url,
        redirect_uri: REDIRECT,
        response_type: 'code',
        scopes: [],
        user_id: await makeUser(real),
      });
      expect(body).toMatchObject({ error_type: 'connected_app_misconfigured_client' });
      expect(body.error_message).toContain('could not be fetched');
    } finally {
      await real.close();
    }
  },
);
