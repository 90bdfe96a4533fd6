import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const operations = ['login_or_create', 'invite', 'send'];
const path = (operation: string) => `/v1/magic_links/email/${operation}`;

describe('the limit of one mail a second to an address', () => {
  test('is shared by all that send, and does not mind the case', async () => {
    const addresses = ['shared@example.com', 'Shared@Example.com', 'SHARED@example.com'];
    // In any second one of the three may pass; more than two seconds would let all pass.
    let limited = 0;
    for (let round = 0; round < 20 && limited === 0; round += 1) {
      const answers = await Promise.all(
        operations.map((operation, n) =>
          app.call('POST', path(operation), { email: addresses[n] }),
        ),
      );
      limited = answers.filter(({ status }) => status === 429).length;
    }
    expect(limited).toBeGreaterThan(0);
  });

  test.each(operations)(
    'counts a %s once, also where its node has to decide again',
    async (operation) => {
      const email = `${operation}@example.com`;
      if (operation === 'send') await app.call('POST', '/v1/users', { email });
      const other = await app.secondNode();
      const credentials = { username: app.test.project_id, password: app.test.secret };
      await inject(other.app, credentials, 'GET', '/v1/users/nobody');
      await app.callManagement('PATCH', '/pwa/v3/projects/my-project/environments/test', {
        name: `Test ${operation}`,
      });
      const answer = await inject(other.app, credentials, 'POST', path(operation), { email });
      expect(answer.body).toMatchObject({ status_code: 200 });
    },
  );
});
