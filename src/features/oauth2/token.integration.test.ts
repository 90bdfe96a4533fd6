import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  basicHeader,
  claimsOf,
  clientCredentials,
  getToken,
  type NewClient,
  newClient,
  postForm,
  tokenPath,
} from '../../testing/m2m.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let client: NewClient;
beforeAll(async () => {
  app = await createTestApp();
  client = await newClient(app);
});
afterAll(() => app.close());

const project = () => ({ username: app.test.project_id, password: app.test.secret });
const json = (body: unknown, credentials?: { username: string; password: string }) =>
  app.callAs(credentials, 'POST', tokenPath(app), body);

describe('client_credentials', () => {
  test('gives a JWT of an hour just as the SDKs check it by themselves', async () => {
    const { status, body } = await getToken(app, client);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 3_600,
      request_id: expect.stringMatching(/^request-id-test-/),
      status_code: 200,
    });
    const jwks = await app.callAs(undefined, 'GET', `/v1/sessions/jwks/${app.test.project_id}`);
    const { payload, protectedHeader } = await jwtVerify(
      body.access_token,
      createLocalJWKSet(jwks.body),
      {
        algorithms: ['RS256'],
        audience: app.test.project_id,
        issuer: `stytch.com/${app.test.project_id}`,
        typ: 'JWT',
      },
    );
    expect(protectedHeader.kid).toMatch(/^jwk-test-/);
    const { iat = 0 } = payload;
    expect(payload).toEqual({
      aud: [app.test.project_id],
      exp: iat + 3_600,
      iat,
      iss: `stytch.com/${app.test.project_id}`,
      nbf: iat,
      scope: 'read:users write:users',
      sub: client.client_id,
    });
  });

  test('never gives the same token twice', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => getToken(app, client)));
    expect(new Set(answers.map(({ body }) => body.access_token)).size).toBe(3);
    expect(decodeProtectedHeader(answers[0]?.body.access_token)).toHaveProperty('jti');
  });

  test('grants the scopes asked for, each once, and no other', async () => {
    const scope = 'write:users  write:users';
    expect(claimsOf((await getToken(app, client, { scope })).body.access_token).scope).toBe(
      'write:users',
    );
    for (const wrong of ['admin', 'read:users admin', 'read:*', 'read:users\twrite:users']) {
      expect((await getToken(app, client, { scope: wrong })).body).toMatchObject({
        status_code: 400,
        error: 'invalid_scope',
      });
    }
    const bare = await newClient(app, { scopes: [] });
    expect(claimsOf((await getToken(app, bare)).body.access_token).scope).toBe('');
  });
});

describe('every way in which SDKs authenticate', () => {
  const succeeds = async (answer: Promise<{ status: number; body: { access_token: string } }>) => {
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(claimsOf(body.access_token).sub).toBe(client.client_id);
  };

  test('form without a header (Node, Go)', () => succeeds(getToken(app, client)));

  test('JSON beside project credentials (Python, Ruby, Java)', () =>
    succeeds(json(clientCredentials(client), project())));

  test('JSON beside wrong project credentials, which are nobody’s business', () =>
    succeeds(json(clientCredentials(client), { ...project(), password: 'secret-test-wrong' })));

  test('client credentials in the header, form or JSON', async () => {
    const { client_id, client_secret } = client;
    const grant = { grant_type: 'client_credentials' };
    await succeeds(postForm(app, tokenPath(app), grant, basicHeader(client_id, client_secret)));
    await succeeds(json(grant, { username: client_id, password: client_secret }));
    const again = { ...grant, client_id };
    await succeeds(postForm(app, tokenPath(app), again, basicHeader(client_id, client_secret)));
  });

  test('form-encoded header credentials, and such that should be but are not', async () => {
    const chosen = { client_id: 'a.b|c', client_secret: 'a+b%2F-violet:mosaic-47' };
    await newClient(app, { ...chosen, scopes: [] });
    const grant = { grant_type: 'client_credentials' };
    for (const encode of [encodeURIComponent, (text: string) => text]) {
      const header = basicHeader(encode(chosen.client_id), encode(chosen.client_secret));
      expect((await postForm(app, tokenPath(app), grant, header)).status).toBe(200);
    }
  });

  test('credentials in the body win over the header', async () => {
    const other = await newClient(app);
    await succeeds(
      postForm(
        app,
        tokenPath(app),
        clientCredentials(client),
        basicHeader(other.client_id, other.client_secret),
      ),
    );
  });
});

describe('a refusal', () => {
  const both = (error: string, status = 400) => ({
    status_code: status,
    request_id: expect.stringMatching(/^request-id-test-/),
    error,
    error_description: expect.any(String),
    error_uri: `https://stytch.com/docs/api/errors/${status}#${error}`,
    error_type: error,
    error_message: expect.any(String),
    error_url: `https://stytch.com/docs/api/errors/${status}#${error}`,
  });

  test('has both families of members, with the same values', async () => {
    const { status, body } = await getToken(app, { ...client, client_secret: 'wrong' });
    expect(status).toBe(400);
    expect(body).toEqual(both('invalid_client'));
    expect(body.error_message).toBe(body.error_description);
  });

  test('does not tell an unknown client, a wrong secret and an inactive client apart', async () => {
    const inactive = await newClient(app);
    const path = `/v1/m2m/clients/${inactive.client_id}`;
    expect((await app.call('PUT', path, { status: 'inactive' })).status).toBe(200);
    const answers = await Promise.all([
      getToken(app, { ...client, client_id: 'm2m-client-test-unknown' }),
      getToken(app, { ...client, client_secret: client.client_secret.slice(1) }),
      getToken(app, inactive),
      json({ grant_type: 'client_credentials', client_id: client.client_id }),
    ]);
    const texts = answers.map(({ body }) => JSON.stringify({ ...body, request_id: '' }));
    expect(texts).toEqual(texts.map(() => texts[0]));
    expect(answers[0]?.body).toEqual(both('invalid_client'));
  });

  test('is 401 with a challenge where the client came by header (RFC 6749 section 5.2)', async () => {
    const grant = { grant_type: 'client_credentials' };
    const answer = await postForm(app, tokenPath(app), grant, basicHeader('nobody', 'wrong'));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
    expect(answer.body).toEqual(both('invalid_client', 401));
  });

  test.each([
    ['{}', {}, 'invalid_request'],
    ['an empty grant', { grant_type: '' }, 'invalid_request'],
    ['an unknown grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no client', { grant_type: 'client_credentials' }, 'invalid_request'],
  ])('of %s is %s', async (_name, form, error) => {
    expect((await postForm(app, tokenPath(app), form)).body).toEqual(both(error));
    expect((await json(form)).body).toEqual(both(error));
  });

  test.each([
    'grant_type=client_credentials&grant_type=client_credentials',
    'grant_type=client_credentials&client_id=%ff%00',
    '__proto__=x',
  ])('of the form %s is invalid_request', async (form) => {
    expect((await postForm(app, tokenPath(app), form)).body).toEqual(both('invalid_request'));
  });

  test.each(['{', '[]', '"x"', '{"grant_type":1}', '{"client_id":{}}'])(
    'of the JSON %s is invalid_request',
    async (payload) => {
      const headers = { 'content-type': 'application/json' };
      const url = tokenPath(app);
      const answer = await app.app.inject({ method: 'POST', url, headers, payload });
      expect(answer.json()).toEqual(both('invalid_request'));
    },
  );

  test('of a project that is not there, or not its own, is in the same shape', async () => {
    const form = clientCredentials(client);
    const unknown = app.test.project_id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const paths = { nonsense: 'invalid_project_id', [unknown]: 'project_not_found' };
    for (const [id, error] of Object.entries(paths)) {
      const { body } = await postForm(app, `/v1/public/${id}/oauth2/token`, form);
      expect(body).toMatchObject({ error, error_type: error });
    }
    const live = `/v1/public/${app.live.project_id}/oauth2/token`;
    expect((await postForm(app, live, form)).body).toMatchObject({
      error: 'invalid_client',
      request_id: expect.stringMatching(/^request-id-live-/),
    });
  });
});

describe('without a project id in the path', () => {
  const ROOT = '/v1/oauth2/token';

  test('the client names the project, and the issuer is the public URL', async () => {
    const { status, body } = await postForm(app, ROOT, clientCredentials(client));
    expect(status).toBe(200);
    expect(claimsOf(body.access_token)).toMatchObject({
      aud: [app.test.project_id],
      iss: 'http://localhost:7700',
    });
  });

  test('project credentials name it too', async () => {
    const answer = await app.callAs(project(), 'POST', ROOT, clientCredentials(client));
    expect(answer.status).toBe(200);
    const live = { username: app.live.project_id, password: app.live.secret };
    expect((await app.callAs(live, 'POST', ROOT, clientCredentials(client))).body).toMatchObject({
      error: 'invalid_client',
    });
  });

  test('a client id that two projects have names none', async () => {
    const chosen = { client_id: 'twice', client_secret: 'violet-mosaic-47-lantern', scopes: [] };
    await newClient(app, chosen);
    await app.callLive('POST', '/v1/m2m/clients', chosen);
    expect((await postForm(app, ROOT, clientCredentials(chosen))).body.error).toBe(
      'invalid_client',
    );
    expect((await getToken(app, chosen)).status).toBe(200);
  });

  test('nobody learns from it which clients there are', async () => {
    const unknown = { client_id: 'unknown', client_secret: 'x' };
    const wrong = { ...client, client_secret: 'x' };
    const [a, b] = await Promise.all(
      [unknown, wrong].map((one) => postForm(app, ROOT, clientCredentials(one))),
    );
    expect({ ...a?.body, request_id: '' }).toEqual({ ...b?.body, request_id: '' });
  });
});

test('pages of any origin may call', async () => {
  const preflight = await app.app.inject({
    method: 'OPTIONS',
    url: tokenPath(app),
    headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
  });
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, mcp-protocol-version',
  });
  for (const answer of [
    await getToken(app, client),
    await getToken(app, { ...client, client_secret: 'x' }),
  ]) {
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'www-authenticate, retry-after',
    });
  }
});
