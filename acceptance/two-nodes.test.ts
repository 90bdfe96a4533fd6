import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, api, type ErrorBody } from './lib/api.ts';
import { startTwoNodes, type TwoNodes } from './lib/deployment.ts';
import { environmentPath, managementApi } from './lib/management.ts';

const START_MS = 300_000;
const REDIRECT = 'http://localhost:3000/authenticate';

interface User {
  user_id: string;
  emails: Array<{ email: string }>;
  trusted_metadata: Record<string, unknown>;
}

interface Login {
  session_token: string;
  session_jwt: string;
  session: { session_id: string };
}

const address = (name: string) => `${name}.${randomUUID()}@example.com`;

describe('a change made through one node holds on the other from the next request on', () => {
  let nodes: TwoNodes;
  let a: Api;
  let b: Api;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    const { project_id, secret } = nodes.credentials.test;
    a = api(nodes.a.baseUrl, project_id, secret);
    b = api(nodes.b.baseUrl, project_id, secret);
  }, START_MS);

  afterAll(() => nodes?.stop(), START_MS);

  /** Logs in through both nodes: the mail is asked for on one, its link redeemed on the other. */
  async function logIn(): Promise<Login> {
    const email = address('session');
    const sent = await a.post('/v1/magic_links/email/login_or_create', {
      email,
      login_magic_link_url: REDIRECT,
      signup_magic_link_url: REDIRECT,
    });
    expect(sent.status).toBe(200);
    const inbox = await b.get<{ messages: Array<{ token: string }> }>(
      `/selvage/v1/messages?to=${encodeURIComponent(email)}`,
    );
    const login = await b.post<Login>('/v1/magic_links/authenticate', {
      token: inbox.body.messages[0]?.token,
      session_duration_minutes: 60,
    });
    expect(login.status).toBe(200);
    return login.body;
  }

  test('a user made on A is read on B, and an update on A is what B reads next', async () => {
    const made = await a.post<{ user_id: string }>('/v1/users', { email: address('reader') });
    const path = `/v1/users/${made.body.user_id}`;
    expect((await b.get<User>(path)).body.trusted_metadata).toEqual({});
    const changed = await a.put(path, { trusted_metadata: { plan: 'gold' } });
    expect(changed.status).toBe(200);
    expect((await b.get<User>(path)).body.trusted_metadata).toEqual({ plan: 'gold' });
  });

  test('a user deleted on A is not found on B', async () => {
    const made = await a.post<{ user_id: string }>('/v1/users', { email: address('deleted') });
    const path = `/v1/users/${made.body.user_id}`;
    expect((await b.get(path)).status).toBe(200);
    expect((await a.delete(path)).status).toBe(200);
    const gone = await b.get<ErrorBody>(path);
    expect([gone.status, gone.body.error_type]).toEqual([404, 'user_not_found']);
  });

  test('a session revoked on A is refused on B, by token and by JWT', async () => {
    const { session, session_token, session_jwt } = await logIn();
    // B has used both just before, so whatever it keeps in memory is warm.
    for (const proof of [{ session_token }, { session_jwt }]) {
      expect((await b.post('/v1/sessions/authenticate', proof)).status).toBe(200);
    }
    const revoked = await a.post('/v1/sessions/revoke', { session_id: session.session_id });
    expect(revoked.status).toBe(200);
    for (const proof of [{ session_token }, { session_jwt }]) {
      const refused = await b.post<ErrorBody>('/v1/sessions/authenticate', proof);
      expect([refused.status, refused.body.error_type]).toEqual([404, 'session_not_found']);
    }
  });

  test('a magic link is redeemed once, whichever node is asked at the same moment', async () => {
    const user = await a.post<{ user_id: string }>('/v1/users', { email: address('race') });
    const { user_id } = user.body;
    const link = await a.post<{ token: string }>('/v1/magic_links', { user_id });
    const callers = [a, b, a, b, a, b, a, b];
    const answers = await Promise.all(
      callers.map((node) =>
        node.post<ErrorBody>('/v1/magic_links/authenticate', { token: link.body.token }),
      ),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([200, ...callers.slice(1).map(() => 401)]);
  });

  test('a secret made on A works on B at once, and deleted on A is refused on B', async () => {
    const management = managementApi(nodes.a.baseUrl, nodes.credentials);
    const { project_id } = nodes.credentials.test;
    const secrets = `${await environmentPath(management, project_id)}/secrets`;
    const made = await management.post<{ secret: { secret_id: string; secret: string } }>(secrets);
    expect(made.status).toBeLessThan(300);
    const { secret_id, secret } = made.body.secret;

    const withNewSecret = api(nodes.b.baseUrl, project_id, secret);
    expect((await withNewSecret.post('/v1/users/search', { limit: 1 })).status).toBe(200);

    expect((await management.delete(`${secrets}/${secret_id}`)).status).toBe(200);
    const refused = await withNewSecret.post<ErrorBody>('/v1/users/search', { limit: 1 });
    expect([refused.status, refused.body.error_type]).toEqual([401, 'unauthorized_credentials']);
    // The other secret of the same environment is untouched.
    expect((await b.post('/v1/users/search', { limit: 1 })).status).toBe(200);
  });
});
