import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  LIVE_LOG,
  eventOf as loggedEvent,
  readLog,
  TEST_LOG,
  WORKSPACE_LOG,
} from '../../testing/audit-log.ts';
import { login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import type { AuditLogEvent } from './wire.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const read = (query: Record<string, string> = {}, path = TEST_LOG) => readLog(app, query, path);
const eventOf = (answer: { body: { request_id: string } }, path = TEST_LOG) =>
  loggedEvent(app, answer, path);

describe('the audit log has', () => {
  test('a login, with who asked, for whom and from where, before it is answered', async () => {
    const email = 'login@example.com';
    const token = await mailedToken(app, email);
    const answer = await app.call('POST', '/v1/magic_links/authenticate', {
      token,
      session_duration_minutes: 60,
      attributes: { ip_address: '203.0.113.9', user_agent: 'Browser' },
    });
    const { body } = await app.callManagement(
      'GET',
      `${TEST_LOG}?request_id=${answer.body.request_id}`,
    );
    const secret = (
      await app.callManagement('GET', '/pwa/v3/projects/my-project/environments/test/secrets')
    ).body.secrets[0];
    expect(body.events).toEqual([
      {
        event_id: expect.stringMatching(/^event-test-[0-9a-f-]{36}$/),
        created_at: expect.any(String),
        action: 'magic_links.authenticate',
        result: 'success',
        status_code: 200,
        reason: '',
        actor: secret.secret_id,
        user_id: answer.body.user_id,
        session_id: answer.body.session.session_id,
        ip_address: '203.0.113.9',
        user_agent: 'Browser',
        request_id: answer.body.request_id,
        details: { method_id: answer.body.method_id, peer_ip_address: '127.0.0.1' },
      },
    ]);
  });

  test('a wrong code, with the user whose it was', async () => {
    const email = 'code@example.com';
    const sent = await app.call('POST', '/v1/otps/email/login_or_create', { email });
    const { email_id, user_id } = sent.body;
    const answer = await app.call('POST', '/v1/otps/authenticate', {
      method_id: email_id,
      code: '000000',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await eventOf(answer)).toMatchObject({
      action: 'otps.authenticate',
      result: 'refused',
      reason: answer.body.error_type,
      status_code: answer.status,
      user_id,
      details: { method_id: email_id },
    });
  });

  test('a wrong secret, under the project it was tried at', async () => {
    const credentials = {
      username: app.test.project_id,
      password: `${app.test.secret.slice(0, -4)}AAA=`,
    };
    const answer = await app.callAs(credentials, 'GET', '/v1/users/user-test-1');
    expect(await eventOf(answer)).toMatchObject({
      action: 'users.get',
      result: 'refused',
      reason: 'unauthorized_credentials',
      actor: 'anonymous',
      details: { claimed: app.test.project_id },
    });
  });

  test('what the management API changed, under the environment', async () => {
    const path = '/pwa/v3/projects/my-project/environments/test/secrets';
    const made = await app.callManagement('POST', path, {});
    const { secret_id } = made.body.secret;
    const gone = await app.callManagement('DELETE', `${path}/${secret_id}`, {});
    const actor = app.management.key_id;
    const details = { project_slug: 'my-project', environment_slug: 'test', secret_id };
    expect(await eventOf(made)).toMatchObject({
      action: 'management.secrets.create',
      actor,
      details,
    });
    expect(await eventOf(gone)).toMatchObject({
      action: 'management.secrets.delete',
      actor,
      details,
    });
  });

  test('an environment that was deleted, under the workspace', async () => {
    const path = '/pwa/v3/projects/my-project/environments';
    const made = await app.callManagement('POST', path, { name: 'Scratch', type: 'TEST' });
    const slug = made.body.environment.environment_slug;
    const gone = await app.callManagement('DELETE', `${path}/${slug}`, {});
    expect(await eventOf(gone, WORKSPACE_LOG)).toMatchObject({
      action: 'management.environments.delete',
      result: 'success',
      details: { environment_slug: slug },
    });
  });

  test('users that are made, changed and deleted', async () => {
    const made = await app.call('POST', '/v1/users', { email: 'made@example.com' });
    const { user_id } = made.body;
    await app.call('PUT', `/v1/users/${user_id}`, { name: { first_name: 'Ada' } });
    await app.call('DELETE', `/v1/users/${user_id}`);
    const events = await read({ user_id });
    expect(events.map(({ action }) => action)).toEqual([
      'users.delete',
      'users.update',
      'users.create',
    ]);
  });
});

describe('the audit log has no', () => {
  test('reads and checks that went well', async () => {
    const { session_token, user_id } = await login(app, 'reader@example.com');
    const answers = [
      await app.call('POST', '/v1/sessions/authenticate', { session_token }),
      await app.call('GET', `/v1/users/${user_id}`),
      await app.call('POST', '/v1/users/search', {}),
      await app.callManagement('GET', TEST_LOG),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await eventOf(answer)).toBeUndefined();
    }
  });

  test('token, code, whole address or number', async () => {
    const email = 'very.private@secret.example.com';
    const { session_token, session_jwt } = await login(app, email);
    await app.call('POST', '/v1/otps/sms/send', { phone_number: '+14155550123' });
    await app.call('POST', '/v1/users', {
      email,
      external_id: email,
      phone_number: '+14155550123',
    });
    await app.call('PUT', `/v1/users/${encodeURIComponent(email)}`, {});
    const text = JSON.stringify(await read({ limit: '1000' }));
    for (const secret of [email, session_token, session_jwt, '4155550123', app.test.secret]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('v***@s***.com');
    expect(text).toContain('+1***23');
  });

  test('events of another environment or workspace', async () => {
    const answer = await app.callLive('POST', '/v1/users', { email: 'live@example.com' });
    expect(await eventOf(answer, TEST_LOG)).toBeUndefined();
    expect(await eventOf(answer, WORKSPACE_LOG)).toBeUndefined();
    expect(await eventOf(answer, LIVE_LOG)).toMatchObject({ user_id: answer.body.user_id });
  });
});

describe('the audit log can be read', () => {
  test('page by page, each event once, newest first', async () => {
    for (let n = 0; n < 7; n += 1) {
      await app.call('POST', '/v1/users', { email: `page-${n}@example.com` });
    }
    const query = { action: 'users.create', result: 'success' };
    const all = (await read({ ...query, limit: '1000' })).map(({ event_id }) => event_id);
    expect(all).toEqual([...all].sort().reverse());
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const parameters = new URLSearchParams({ ...query, limit: '3', ...(cursor && { cursor }) });
      const { body } = await app.callManagement('GET', `${TEST_LOG}?${parameters}`);
      seen.push(...body.events.map(({ event_id }: AuditLogEvent) => event_id));
      cursor = body.next_cursor;
    } while (cursor);
    expect(seen).toEqual(all);
  });

  test('by every filter', async () => {
    const made = await app.call('POST', '/v1/users', {
      email: 'filter@example.com',
      attributes: { ip_address: '2001:db8::7' },
    });
    const event = (await eventOf(made)) as AuditLogEvent;
    const filters: Record<string, string>[] = [
      { action: 'users.create' },
      { result: 'success' },
      { user_id: made.body.user_id },
      { actor: event.actor },
      { ip_address: '2001:DB8::7' },
      { since: event.created_at },
    ];
    for (const filter of filters) {
      const ids = (await read({ ...filter, limit: '1000' })).map(({ event_id }) => event_id);
      expect([filter, ids]).toEqual([filter, expect.arrayContaining([event.event_id])]);
    }
    for (const filter of [
      { action: 'users.delete' },
      { result: 'refused' },
      { actor: 'anonymous' },
      { ip_address: '203.0.113.77' },
      { until: event.created_at },
      { since: '2999-01-01T00:00:00Z' },
    ] as Record<string, string>[]) {
      const ids = (await read({ ...filter, limit: '1000' })).map(({ event_id }) => event_id);
      expect(ids).not.toContain(event.event_id);
    }
  });

  test.each([
    'since=yesterday',
    'result=maybe',
    'limit=0',
    'limit=1001',
    'user_id=ada',
    'cursor=1',
    'ip_address=here',
    'action=a&action=b',
  ])('but not by %s', async (query) => {
    expect((await app.callManagement('GET', `${TEST_LOG}?${query}`)).status).toBe(400);
  });
});

test('nothing changes an event once it is written', async () => {
  await app.call('POST', '/v1/users', { email: 'forever@example.com' });
  await expect(app.database.run('update audit_log set result = result', [])).rejects.toThrow(
    /append-only/,
  );
});
