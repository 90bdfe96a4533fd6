import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileBodies, hostileQueries, hostileSegments } from '../../testing/hostile/values.ts';
import { problemsOfError } from '../../testing/hostile/verdict.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { choose, newBrowser, PUBLIC_URL, startLogin, startUrl } from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

/** What a browser visits stands in no API description; this is the hostile ring's part for it. */

let app: TestApp;
let callback: URL;
let standIn: URL;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  const browser = newBrowser(app);
  standIn = await startLogin(app, browser, 'google');
  callback = await choose(browser, standIn, { subject: 'hostile' });
});
afterAll(() => app.close());

interface Sent {
  method?: 'GET' | 'POST';
  url: string;
  payload?: Buffer | string;
  contentType?: string | undefined;
  headers?: Record<string, string>;
}

/** Where these pages may lead: to the app, to the stand-in, and back. */
const allowed = () => [
  'http://localhost:3000/authenticate?',
  `${PUBLIC_URL}/selvage/oauth-provider/${app.test.project_id}/`,
  `${PUBLIC_URL}${callback.pathname}?`,
];

/** Everything that is wrong with an answer. */
async function problemsOf({ method = 'GET', url, payload, contentType, headers }: Sent) {
  const answer = await app.app.inject({
    method,
    url,
    headers: {
      host: 'localhost:7700',
      ...headers,
      ...(contentType !== undefined && { 'content-type': contentType }),
    },
    ...(payload !== undefined && { payload }),
  });
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${method} ${url.slice(0, 200)}: ${problem}`);
  const { statusCode, body } = answer;
  const { location, 'content-type': type = '', 'content-security-policy': policy } = answer.headers;
  const { 'x-evil': injected } = answer.headers;
  if (statusCode >= 500) say(`answers ${statusCode} ${body}`);
  if (injected !== undefined) say('lets a header in');
  if (location !== undefined) {
    if (!allowed().some((one) => String(location).startsWith(one))) say(`leads to ${location}`);
    if (/[^\x21-\x7e]/.test(String(location))) say('leads to what is no URL');
  } else if (String(type).startsWith('text/html')) {
    if (!String(policy).includes("default-src 'none'")) say('is a page without a policy');
    if (/<script>(?!addEventListener)|<img/i.test(body)) say('lets markup in');
  } else if (String(type).startsWith('application/json')) {
    const json = JSON.parse(body);
    // The stand-in's own endpoints speak as RFC 6749 section 5.2 has it.
    const standard = typeof json.error === 'string' && json.error_type === undefined;
    if (statusCode >= 400 && !standard) problemsOfError(statusCode, json).forEach(say);
  } else say(`is ${type}`);
  return problems;
}

async function rows(): Promise<number[]> {
  const counted = [];
  for (const table of ['users', 'factors', 'oauth_tokens', 'oauth_providers'] as const) {
    const row = await app.database.first(
      app.database.q.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count')),
    );
    counted.push(Number(row?.count));
  }
  return counted;
}

/** None of it may do any of that, nor log anybody in. */
async function expectHarmless(requests: Iterable<Sent>): Promise<void> {
  const before = await rows();
  const problems: string[] = [];
  for (const sent of requests) problems.push(...(await problemsOf(sent)));
  expect(problems).toEqual([]);
  expect(await rows()).toEqual(before);
}

const MARKUP = encodeURIComponent('"><img src=x onerror=alert(1)><script>alert(1)</script>');
const values = [...hostileSegments, MARKUP, `${MARKUP}${'%00'}`, 'a%0d%0ax-evil:1', '%ff%fe'];

/** The query with the parameter set to each value, and with each query that is none. */
function* spoilt(path: string, good: URLSearchParams, names: readonly string[]): Generator<string> {
  for (const name of names) {
    const others = new URLSearchParams(good);
    others.delete(name);
    for (const value of values) yield `${path}?${others}&${name}=${value}`;
    for (const query of hostileQueries) {
      yield `${path}?${others}&${query.replaceAll('@', name)}`;
      yield `${path}?${query.replaceAll('@', name)}`;
    }
  }
}

const limit = () => app.config.bodyLimit;

describe('hostile input does no harm', { timeout: 600_000 }, () => {
  test('at the start', async () => {
    const [path = '', query = ''] = startUrl(app, 'google').split('?');
    const names = [
      'public_token',
      'login_redirect_url',
      'signup_redirect_url',
      'custom_scopes',
      'code_challenge',
      'oauth_attach_token',
      'provider_prompt',
      'provider_',
    ];
    const requests: Sent[] = [...spoilt(path, new URLSearchParams(query), names)].map((url) => ({
      url,
    }));
    for (const segment of hostileSegments) {
      requests.push({ url: `/v1/public/oauth/${segment}/start?${query}` });
    }
    await expectHarmless(requests);
  });

  test('at the callback, by a redirect and by a form', async () => {
    const { pathname, searchParams } = callback;
    const names = ['state', 'code', 'error', 'error_description', 'iss', 'user', 'response'];
    const requests: Sent[] = [];
    for (const url of spoilt(pathname, searchParams, names)) {
      requests.push({ url });
      const [, payload = ''] = url.split('?');
      const contentType = 'application/x-www-form-urlencoded';
      requests.push({ method: 'POST', url: pathname, payload, contentType });
    }
    for (const { bytes, contentType } of hostileBodies(limit())) {
      requests.push({ method: 'POST', url: pathname, payload: bytes, contentType });
    }
    for (const segment of hostileSegments) {
      requests.push({ url: `/v1/oauth/callback/${segment}?${searchParams}` });
    }
    const state = searchParams.get('state');
    for (const cookie of ['', '=', ';;;', `selvage_oauth_x=${state}`, '\u00ff=\u00ff', '%=%']) {
      requests.push({ url: `${pathname}?${searchParams}`, headers: { cookie } });
    }
    await expectHarmless(requests);
  });

  test('at the stand-in', async () => {
    const { pathname, searchParams } = standIn;
    const contentType = 'application/x-www-form-urlencoded';
    const url = `${pathname}${standIn.search}`;
    const requests: Sent[] = [];
    const names = ['client_id', 'redirect_uri', 'state', 'response_mode', 'login_hint', 'scope'];
    for (const spoiltUrl of spoilt(pathname, searchParams, names))
      requests.push({ url: spoiltUrl });
    const fields = ['action', 'email', 'subject', 'given_name', 'email_verified', 'error'];
    const forms = fields.map((name) => [name, new URLSearchParams({ action: 'login' })] as const);
    for (const [name, form] of forms) {
      for (const one of spoilt('', form, [name])) {
        requests.push({ method: 'POST', url, payload: one.slice(1), contentType });
      }
    }
    const issuer = pathname.replace(/\/authorize$/, '');
    for (const endpoint of ['authorize', 'token', 'userinfo', 'jwks', '..', '%00', 'x/y']) {
      for (const body of hostileBodies(limit())) {
        requests.push({
          method: 'POST',
          url: `${issuer}/${endpoint}`,
          payload: body.bytes,
          contentType: body.contentType,
        });
      }
    }
    for (const authorization of [
      'Basic ====',
      'Basic Og==',
      'Bearer a.b.c',
      'Basic JUVBOiVFQQ==',
    ]) {
      requests.push({ url: `${issuer}/userinfo`, headers: { authorization } });
      const payload = 'grant_type=authorization_code&code=x';
      const headers = { authorization };
      requests.push({ method: 'POST', url: `${issuer}/token`, payload, contentType, headers });
    }
    for (const segment of hostileSegments) {
      requests.push({ url: `/selvage/oauth-provider/${segment}/google/jwks` });
      requests.push({ url: `/selvage/oauth-provider/${app.test.project_id}/${segment}/jwks` });
    }
    await expectHarmless(requests);
  });
});
