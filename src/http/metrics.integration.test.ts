import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricsText } from '../platform/metrics/metrics.ts';
import { createMetricsServer } from '../platform/metrics/metrics-server.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ SELVAGE_METRICS_PORT: '9464' });
});
afterAll(() => app.close());

const text = () => app.metrics?.registry.metrics() ?? Promise.resolve('');

/** Asks a server of its own, which is gone afterwards. */
async function ask(path: string, token?: string, authorization?: string) {
  if (!app.metrics) throw new Error('there are no metrics');
  const source = metricsText(app.metrics.registry);
  const server = createMetricsServer({ text: source, token, onError: () => {} });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: response.status, body: await response.text() };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('metrics count requests by operation and status, and refusals by their type', async () => {
  await app.call('GET', '/v1/debug/whoami');
  await app.call('POST', '/v1/sessions/authenticate', {});
  await app.call('GET', '/v1/nowhere/user-test-1');
  const shown = await text();
  for (const line of [
    'selvage_request_duration_seconds_count{operation="debug.whoami",status="200"} 1',
    'selvage_request_duration_seconds_count{operation="sessions.authenticate",status="400"} 1',
    'selvage_request_duration_seconds_count{operation="none",status="404"} 1',
    'selvage_refusals_total{error_type="no_session_arguments"} 1',
    'selvage_messages_queued 0',
    'selvage_audit_suppressed_refusals 0',
  ]) {
    expect(shown).toContain(line);
  }
  expect(shown).toMatch(/^selvage_info\{version="[^"]+"\} 1$/m);
  expect(shown).toMatch(/^process_resident_memory_bytes \d+/m);
});

test('metrics hold no word that a caller sent', async () => {
  const word = 'zanzibar';
  await app.call('GET', `/v1/users/${word}`);
  await app.call('GET', `/${word}`);
  expect(await text()).not.toContain(word);
});

test('nothing of it is on the port of the API, and there are none unless they are wanted', async () => {
  expect((await app.app.inject({ url: '/metrics' })).statusCode).toBe(404);
  const plain = await createTestApp();
  expect(plain.metrics).toBeUndefined();
  await plain.close();
});

test('a scraper gets them at one address, with the token where there is one', async () => {
  const token = 'a-token-of-sixteen';
  expect(await ask('/metrics')).toMatchObject({ status: 200 });
  expect((await ask('/metrics', token, `Bearer ${token}`)).body).toContain('selvage_info');
  expect(await ask('/metrics', token)).toMatchObject({ status: 401 });
  expect(await ask('/metrics', token, 'Bearer another')).toMatchObject({ status: 401 });
  expect(await ask('/')).toMatchObject({ status: 404 });
});
