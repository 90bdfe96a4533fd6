import { afterAll, beforeAll, expect, test } from 'vitest';
import { newClient } from '../../testing/m2m.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ SELVAGE_RATE_LIMITS: 'off' });
});
afterAll(() => app.close());

test('a project tells how many users and machines it has now, and nothing of others', async () => {
  const path = '/v1/projects/metrics';
  const shown = (users: number, clients: number) => ({
    status_code: 200,
    request_id: expect.any(String),
    project_id: app.test.project_id,
    metrics: [
      { metric_type: 'USER_COUNT', count: users },
      { metric_type: 'ORGANIZATION_COUNT', count: 0 },
      { metric_type: 'MEMBER_COUNT', count: 0 },
      { metric_type: 'M2M_CLIENT_COUNT', count: clients },
    ],
  });
  expect((await app.call('GET', path)).body).toEqual(shown(0, 0));
  const { body } = await app.call('POST', '/v1/users', { email: 'counted@example.com' });
  await app.callLive('POST', '/v1/users', { email: 'live@example.com' });
  await newClient(app);
  expect((await app.call('GET', path)).body).toEqual(shown(1, 1));
  await app.call('DELETE', `/v1/users/${body.user_id}`);
  expect((await app.call('GET', path)).body).toEqual(shown(0, 1));
});
