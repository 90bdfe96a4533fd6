import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../features/operations.ts';
import { createProjects, type Projects } from '../features/projects/projects.service.ts';
import { systemClock } from '../platform/clock.ts';
import { describedOperations } from '../testing/hostile/described-operations.ts';
import { goodBody, goodPath } from '../testing/hostile/requests.ts';
import { createHostileWorld, type HostileWorld } from '../testing/hostile/world.ts';
import { inject } from '../testing/test-app.ts';
import { openApiDocument } from './openapi.ts';

let world: HostileWorld;
let elsewhere: Projects;
let place: { workspaceId: string; projectSlug: string; environmentSlug: string };

/** The service of a node that cannot reach into the memory of the one under test. */
async function anotherNode({ app }: HostileWorld): Promise<Projects> {
  if (app.storage.engine === 'postgres') return (await app.secondNode()).services.projects;
  const { bump } = app.services.environments;
  const forgets = { bump, reload: async () => undefined };
  return createProjects(app.database, forgets, systemClock);
}

beforeAll(async () => {
  world = await createHostileWorld();
  elsewhere = await anotherNode(world);
  const workspaceId = (await elsewhere.firstWorkspace()) ?? '';
  place = { workspaceId, projectSlug: 'my-project', environmentSlug: 'test' };
});
afterAll(() => world?.app.close());

const described = describedOperations(openApiDocument(operations, '0')).filter(
  ({ caller }) => caller === 'project',
);

/** Credentials that the node under test has in memory and that are no more. */
async function revoked(): Promise<{ username: string; password: string }> {
  const secret = await elsewhere.createSecret(place);
  const credentials = { username: world.app.test.project_id, password: secret.value };
  const used = await world.app.callAs(credentials, 'POST', '/v1/users/search', { limit: 1 });
  expect(used.status).toBe(200);
  await elsewhere.deleteSecret(place, `secret-test-${secret.id}`);
  return credentials;
}

describe('a secret that another node revoked is refused in the very next request', () => {
  test.each(described.map((operation) => [operation.id, operation] as const))(
    'of %s, which does nothing',
    async (_id, operation) => {
      const body = operation.method === 'GET' ? undefined : goodBody(operation, world.ours);
      const path = goodPath(operation, world.ours);
      const credentials = await revoked();
      const before = await world.state();
      const answer = await world.app.callAs(credentials, operation.method, path, body);
      expect(answer.body).toMatchObject({ error_type: 'unauthorized_credentials' });
      expect(await world.state()).toEqual(before);
    },
  );

  test.each([
    ['with a field that is wrong', 'POST', '/v1/users', { email: 'nobody' }],
    ['with a member of another type', 'POST', '/v1/users', { email: 17 }],
    ['with a body that is none', 'POST', '/v1/users', []],
    ['to what is not built', 'POST', '/v1/fingerprint/lookup', {}],
    ['to what other projects have', 'POST', '/v1/b2b/organizations', {}],
  ] as const)('%s', async (_what, method, path, body) => {
    const answer = await world.app.callAs(await revoked(), method, path, body);
    expect(answer.body).toMatchObject({ error_type: 'unauthorized_credentials' });
  });

  test('of fifty that come at once', async () => {
    const credentials = await revoked();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.app.callAs(credentials, 'POST', '/v1/users', { email: 'late@example.com' }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  });
});

test('a secret that another node made works at once, and so does the older one', async () => {
  const { app } = world;
  const old = { username: app.test.project_id, password: app.test.secret };
  expect((await app.callAs(old, 'GET', '/v1/debug/whoami')).status).toBe(200);
  const { value } = await elsewhere.createSecret(place);
  const fresh = { username: app.test.project_id, password: value };
  for (const credentials of [fresh, old]) {
    const answer = await inject(app.app, credentials, 'POST', '/v1/users/search', {});
    expect(answer.status).toBe(200);
  }
});
