import { expect, test } from 'vitest';
import { defaultSettings } from './environment-settings.ts';
import { presentBridgeProject, presentEnvironment, presentMaskedSecret } from './present.ts';
import type { EnvironmentRecord, ProjectRecord } from './records.ts';

const createdAt = Date.UTC(2025, 0, 2, 3, 4, 5, 678);
const uuid = '018f0000-0000-7000-8000-000000000001';

const environment: EnvironmentRecord = {
  id: uuid,
  projectUuid: uuid,
  projectSlug: 'shop',
  slug: 'test',
  name: 'Test',
  type: 'TEST',
  kind: 'test',
  settings: defaultSettings(),
  oauthCallbackId: 'oauth-callback-test-x',
  createdAt,
};

const project: ProjectRecord = {
  id: uuid,
  workspaceId: uuid,
  slug: 'shop',
  name: 'Shop',
  vertical: 'CONSUMER',
  createdAt,
};

test('an unused secret has no used_at at all, a used one has', () => {
  const secret = { id: uuid, lastFour: 'abc=', createdAt, usedAt: null, environment };
  const shown = {
    secret_id: `secret-test-${uuid}`,
    last_four: 'abc=',
    created_at: '2025-01-02T03:04:05Z',
  };
  expect(presentMaskedSecret(secret)).toStrictEqual(shown);
  expect(presentMaskedSecret({ ...secret, usedAt: createdAt + 1_000 })).toStrictEqual({
    ...shown,
    used_at: '2025-01-02T03:04:06Z',
  });
});

test('an environment shows the settings of its object and no others', () => {
  const shown = presentEnvironment(environment);
  expect(shown.project_id).toBe(`project-test-${uuid}`);
  expect(Object.values(shown)).not.toContain(undefined);
  expect(shown).not.toHaveProperty('rbac_policy');
});

test('a bridge project without environments has empty ids', () => {
  const other = { ...environment, projectUuid: '018f0000-0000-7000-8000-000000000002' };
  expect(presentBridgeProject(project, [other])).toMatchObject({
    live_project_id: '',
    test_project_id: '',
    live_project_slug: '',
    test_project_slug: '',
    project_slug: 'shop',
  });
});
