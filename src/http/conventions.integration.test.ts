import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../features/operations.ts';
import { problemsOfError } from '../testing/hostile/verdict.ts';
import { basicHeader } from '../testing/projects-world.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { documentedOperations } from './documented-operations.generated.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS';
  url?: string;
  authorization?: string | undefined;
  contentType?: string | undefined;
  payload?: string;
  headers?: Record<string, string>;
}

const good = () => basicHeader(app.test.project_id, app.test.secret);

/** A request with nothing added: every header is what the test says. */
async function send(request: Request) {
  const { method = 'POST', url = '/v1/users', contentType = 'application/json', payload } = request;
  const authorization = 'authorization' in request ? request.authorization : good();
  const response = await app.app.inject({
    method,
    url,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(contentType !== '' && { 'content-type': contentType }),
      ...request.headers,
    },
    ...(payload !== undefined && { payload }),
  });
  const text = response.body;
  return { response, status: response.statusCode, text, body: text ? JSON.parse(text) : undefined };
}

const errorOf = async (request: Request): Promise<string> => {
  const { status, body } = await send(request);
  if (status < 400) return `${status}`;
  expect(problemsOfError(status, body, request.url?.includes('/oauth2/'))).toEqual([]);
  return `${status} ${body.error_type}`;
};

const post = (body: unknown, request: Request = {}) =>
  send({ payload: JSON.stringify(body), ...request });

const newEmail = () => `${randomUUID()}@example.com`;

describe('the checks of a request have an order', () => {
  // Each request has every fault that its answer does not name, as far as it comes later.
  const noProject = basicHeader('nobody', 'nothing');
  const unknown = `project-test-${randomUUID()}`;
  const badSecret = () => basicHeader(app.test.project_id, 'nothing');
  const stranger = () => basicHeader(unknown, app.test.secret);
  const garbage = '{"email":';
  const wrongField = '{"email":"nobody"}';

  test.each<[string, string, () => Request]>([
    [
      'the route',
      '404 route_not_found',
      () => ({ url: '/v1/nothing', authorization: 'x', payload: garbage }),
    ],
    [
      'the method',
      '405 method_not_allowed',
      () => ({ method: 'PATCH', authorization: 'x', payload: garbage }),
    ],
    [
      'the header',
      '400 invalid_authorization_header',
      () => ({ authorization: undefined, payload: garbage }),
    ],
    [
      'the shape of the project id',
      '400 invalid_project_id_authentication',
      () => ({ authorization: noProject, payload: garbage }),
    ],
    [
      'the shape of the secret',
      '400 invalid_secret_authentication',
      () => ({ authorization: badSecret(), payload: garbage }),
    ],
    [
      'the credentials',
      '401 unauthorized_credentials',
      () => ({ authorization: stranger(), payload: garbage }),
    ],
    [
      'the credentials, before the kind of project',
      '401 unauthorized_credentials',
      () => ({ authorization: stranger(), payload: garbage, url: '/v1/b2b/organizations' }),
    ],
    [
      'the kind of project',
      '400 invalid_b2b_endpoint',
      () => ({ payload: garbage, url: '/v1/b2b/organizations' }),
    ],
    ['the JSON', '400 bad_request', () => ({ payload: garbage })],
    ['the fields', '400 invalid_email', () => ({ payload: wrongField })],
  ])('%s: %s', async (_what, answer, request) => {
    expect(await errorOf(request())).toBe(answer);
  });
});

describe('credentials', () => {
  test.each([
    ['no header', undefined],
    ['another scheme', 'Bearer abc'],
    ['an empty one', ''],
    ['no value', 'Basic'],
    ['a value that is not base64', 'Basic ***'],
    ['no colon', `Basic ${Buffer.from('project').toString('base64')}`],
    ['two headers in one', 'Basic YTpi, Basic YTpi'],
  ])('%s is invalid_authorization_header', async (_what, authorization) => {
    expect(await errorOf({ authorization })).toBe('400 invalid_authorization_header');
  });

  test.each([
    'project-test-',
    'project-test-1234',
    `project-${randomUUID()}`,
    `project-prod-${randomUUID()}`,
    `user-test-${randomUUID()}`,
    ` project-test-${randomUUID()}`,
    `project-test-${randomUUID()} `,
    `project-test-${randomUUID().toUpperCase()}`,
    '',
  ])('the username %j has not the shape of a project id', async (username) => {
    const authorization = basicHeader(username, app.test.secret);
    expect(await errorOf({ authorization })).toBe('400 invalid_project_id_authentication');
  });

  test.each(['', 'secret', 'secret-test-', 'secret-test-abc def ghi', 'a'.repeat(5_000)])(
    'the password %j has not the shape of a secret',
    async (password) => {
      const authorization = basicHeader(app.test.project_id, password);
      expect(await errorOf({ authorization })).toBe('400 invalid_secret_authentication');
    },
  );

  test('of the other environment, or of both, are unauthorized', async () => {
    const { test: ours, live } = app;
    for (const [username, password] of [
      [ours.project_id, live.secret],
      [live.project_id, ours.secret],
      [ours.project_id.replace('-test-', '-live-'), ours.secret],
      [ours.project_id, `secret-test-${randomUUID()}`],
      [ours.project_id, `${ours.secret.slice(0, -2)}${ours.secret.at(-2) === 'A' ? 'E' : 'A'}=`],
    ] as const) {
      const authorization = basicHeader(username, password);
      expect(await errorOf({ authorization })).toBe('401 unauthorized_credentials');
    }
  });

  test('of a LIVE environment are refused by everything that is for tests', async () => {
    const forTests = operations.filter(({ caller }) => caller === 'test-project');
    expect(forTests.length).toBeGreaterThan(0);
    const authorization = basicHeader(app.live.project_id, app.live.secret);
    for (const { method, path } of forTests) {
      const answer = await errorOf({ method, url: path, authorization });
      expect(`${method} ${path} ${answer}`).toBe(
        `${method} ${path} 401 unauthorized_project_id_live`,
      );
    }
  });

  test('of a project, or none, are refused by the whole management API', async () => {
    const managed = operations.filter(({ caller }) => caller === 'workspace');
    expect(managed.length).toBeGreaterThan(0);
    for (const { method, path } of managed) {
      for (const authorization of [good(), undefined, 'Bearer x', basicHeader('a', 'b')]) {
        const answer = await errorOf({ method, url: path, authorization });
        expect(`${method} ${path} ${answer}`).toBe(
          `${method} ${path} 401 unauthorized_credentials`,
        );
      }
    }
  });

  test('of a workspace are refused by the backend API', async () => {
    const { key_id, key_secret } = app.management;
    expect(await errorOf({ authorization: basicHeader(key_id, key_secret) })).toBe(
      '400 invalid_project_id_authentication',
    );
  });
});

describe('routes', () => {
  test.each(['/', '/v1', '/v1/users/', '/V1/users', '/v2/users', '/v1/users/search/x'])(
    '%s is none, even with good credentials',
    async (url) => {
      expect(await errorOf({ url })).toBe('404 route_not_found');
    },
  );

  test('a path with slashes in a row is the path with one', async () => {
    const jwks = `//v1/sessions//jwks/${app.test.project_id}`;
    const { status, body } = await send({ method: 'GET', url: jwks, authorization: undefined });
    expect([status, body.keys.length > 0]).toEqual([200, true]);
    expect(await errorOf({ url: '//v1/users', payload: '{"email":"x"}' })).toBe(
      '400 invalid_email',
    );
    expect(await errorOf({ method: 'GET', url: '//v1//users' })).toBe('405 method_not_allowed');
    expect(await errorOf({ url: '//v1//nothing' })).toBe('404 route_not_found');
  });

  test.each([
    ['PATCH', '/v1/users'],
    ['GET', '/v1/users'],
    ['DELETE', '/v1/users'],
    ['POST', `/v1/users/user-test-${randomUUID()}`],
    ['GET', '/v1/magic_links/authenticate'],
    ['PUT', '/v1/totps'],
    ['OPTIONS', '/v1/users'],
  ] as const)('%s %s has another method', async (method, url) => {
    expect(await errorOf({ method, url })).toBe('405 method_not_allowed');
  });

  test('every documented operation is built or says that it is not', async () => {
    const shape = (method: string, path: string) => `${method} ${path.replace(/:[a-z_]+/g, ':')}`;
    const built = new Set(operations.map(({ method, path }) => shape(method, path)));
    expect(documentedOperations.length).toBeGreaterThanOrEqual(87);
    for (const { method, path } of documentedOperations) {
      const url = path.replace(/:[a-z_]+/g, 'x');
      const answer = `${method} ${path} ${await errorOf({ method, url })}`;
      if (built.has(shape(method, path))) expect(answer).not.toMatch(/ (404 route|405|5\d\d)/);
      else expect(answer).toBe(`${method} ${path} 501 endpoint_not_implemented`);
    }
  });

  test('what is not built asks for credentials first', async () => {
    const unbuilt = { url: '/v1/fingerprint/lookup' };
    expect(await errorOf(unbuilt)).toBe('501 endpoint_not_implemented');
    expect(await errorOf({ ...unbuilt, authorization: basicHeader('a', 'b') })).toBe(
      '400 invalid_project_id_authentication',
    );
  });
});

describe('a body', () => {
  test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'text/json', ''])(
    'is JSON whatever its type is called: %j',
    async (contentType) => {
      const { status } = await post({ email: newEmail() }, { contentType });
      expect(status).toBe(201);
    },
  );

  test.each([
    ['absent', undefined],
    ['empty', ''],
    ['null', 'null'],
  ])('that is %s counts as an object without members', async (_what, payload) => {
    const url = '/v1/users/search';
    const { status } = await send({ url, ...(payload !== undefined && { payload }) });
    expect(status).toBe(200);
  });

  test('may have members that nobody knows, and null for what is not given', async () => {
    const { status, body } = await post({
      email: newEmail(),
      phone_number: null,
      name: { first_name: 'Ada', last_name: null, nickname: 'a' },
      external_id: null,
      attributes: null,
      new_feature: { a: [1] },
      status: 'pending',
    });
    expect(status).toBe(201);
    expect(body.user).toMatchObject({ status: 'active', phone_numbers: [], external_id: null });
    expect(body.user.name).toEqual({ first_name: 'Ada', middle_name: '', last_name: '' });
  });

  test('of another JSON type than an object is a bad request', async () => {
    for (const payload of ['[]', '"x"', '1', 'true']) {
      expect(await errorOf({ payload })).toBe('400 bad_request');
    }
  });

  test('has a limit', async () => {
    const payload = JSON.stringify({ email: 'x'.repeat(app.config.bodyLimit) });
    expect(await errorOf({ payload })).toBe('400 bad_request');
  });

  test('is not needed by GET and DELETE, though the SDKs announce one', async () => {
    const { body } = await post({ email: newEmail() });
    const url = `/v1/users/${body.user_id}`;
    expect((await send({ method: 'GET', url })).status).toBe(200);
    expect((await send({ method: 'DELETE', url, headers: { 'content-length': '0' } })).status).toBe(
      200,
    );
  });

  test('of a DELETE may be an empty object', async () => {
    const { body } = await post({ email: newEmail() });
    const url = `/v1/users/${body.user_id}`;
    expect((await send({ method: 'DELETE', url, payload: '{}' })).status).toBe(200);
  });
});

describe('an answer', () => {
  const REQUEST_ID =
    /^request-id-test-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

  test('of success repeats its status and names the request', async () => {
    const first = await post({ email: newEmail() });
    const second = await post({ email: newEmail() });
    expect(first.body.status_code).toBe(first.status);
    expect(first.body.request_id).toMatch(REQUEST_ID);
    expect(first.body.request_id).not.toBe(second.body.request_id);
    expect(first.response.headers['content-type']).toMatch(/^application\/json/);
  });

  test('names the request by the environment of its credentials, known or not', async () => {
    const live = await app.callLive('POST', '/v1/users/search', {});
    expect(live.body.request_id).toMatch(/^request-id-live-/);
    const unknown = basicHeader(`project-live-${randomUUID()}`, app.live.secret);
    const refused = await send({ authorization: unknown });
    expect(refused.body.request_id).toMatch(/^request-id-live-/);
    for (const authorization of [undefined, 'Basic x', basicHeader('a', 'b')]) {
      expect((await send({ authorization })).body.request_id).toMatch(REQUEST_ID);
    }
  });

  test('of an error has its members in the order of the wire, and no member named error', async () => {
    const { text, response } = await post({ email: 'nobody' });
    const { request_id } = JSON.parse(text);
    expect(text).toBe(
      JSON.stringify({
        status_code: 400,
        request_id,
        error_type: 'invalid_email',
        error_message: JSON.parse(text).error_message,
        error_url: 'https://stytch.com/docs/api/errors/400#invalid_email',
      }),
    );
    expect(response.headers['content-type']).toMatch(/^application\/json/);
  });

  test('is kept by no cache', async () => {
    for (const { response } of [await post({ email: newEmail() }), await post({ email: 'x' })]) {
      expect(response.headers['cache-control']).toBe('no-store');
    }
  });

  test('of the backend API lets no browser read it', async () => {
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
    for (const method of ['POST', 'OPTIONS'] as const) {
      const { response } = await post({ email: newEmail() }, { method, headers });
      const cors = Object.keys(response.headers).filter((name) =>
        name.startsWith('access-control'),
      );
      expect(cors).toEqual([]);
    }
  });

  test('does not say what made it', async () => {
    const { response } = await post({ email: newEmail() });
    expect(response.headers).not.toHaveProperty('x-powered-by');
    expect(response.headers).not.toHaveProperty('server');
  });
});
