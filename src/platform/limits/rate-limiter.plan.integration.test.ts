import { afterAll, beforeAll, expect, test } from 'vitest';
import { plansOf, recording } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createRateLimiter } from './rate-limiter.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('a refusal gives counts back without reading those of others', async () => {
  // PostgreSQL reads a table that is all but empty as a whole.
  if (app.database.engine !== 'sqlite') return;
  const { database, statements } = recording(app.database);
  const environment = await app.services.environments.get(app.test.project_id.slice(-36));
  if (!environment) throw new Error('no environment');
  const take = (name: string, max: number) => ({
    limit: { name, windowSeconds: 60, max },
    value: 'x',
  });
  const takes = [take('a', 9), take('b', 9), take('c', 0)];
  const verdict = await createRateLimiter(database).take(environment, takes, Date.now());
  expect(verdict.outcome).toBe('refused');
  const giving = statements.filter(([sql]) => sql.startsWith('update rate_limits'));
  expect(giving).toHaveLength(1);
  for (const statement of giving) {
    const plans = await plansOf(app.database, statement);
    expect(plans.join('\n')).not.toMatch(/\(environment_id=\?\)/);
  }
});
