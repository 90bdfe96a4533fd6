import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { banner } from './banner.ts';

const credentials = {
  base_url: 'http://localhost:7700',
  management: { key_id: 'workspace-key-prod-1', key_secret: 'workspace-secret-1' },
  test: { project_id: 'project-test-1', secret: 'secret-test-1', public_token: 'public-token-1' },
  live: { project_id: 'project-live-1', secret: 'secret-live-1', public_token: 'public-token-2' },
};
const secrets = ['secret-test-1', 'secret-live-1', 'workspace-secret-1'];
const baseUrl = credentials.base_url;
const config = loadConfig({});

test('the first start shows every key and a line for each SDK', () => {
  const text = banner({ config, baseUrl, credentials, first: true });
  for (const secret of secrets) expect(text).toContain(secret);
  for (const sdk of ['Node', 'Python', 'Go', 'Ruby', 'Java', 'curl']) expect(text).toContain(sdk);
});

test('later starts show no secret but where to find them', () => {
  const text = banner({ config, baseUrl, credentials, first: false });
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).toContain('credentials.json');
});

test('a server without credentials of its own says where it is', () => {
  const text = banner({ config, baseUrl, credentials: undefined, first: false });
  expect(text).toContain(baseUrl);
  expect(text).not.toContain('credentials.json');
});
