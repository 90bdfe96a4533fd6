import { expect, test } from 'vitest';
import type { RateLimiter } from '../../platform/limits/rate-limiter.ts';
import type { Environment } from '../projects/environment.ts';
import { createLimits } from './limits.service.ts';

test('what has come to a good end does not fail because it cannot be counted', async () => {
  let asked = 0;
  const limiter: RateLimiter = {
    take: async () => ({ outcome: 'admitted' }),
    async confirm() {
      asked += 1;
      throw new Error('the database is away');
    },
  };
  const environment = { settings: { rate_limits: {} }, now: () => 0 } as Environment;
  await createLimits(limiter, true).confirm(environment, 'otps.sms.unauthenticated', 'any');
  expect(asked).toBe(1);
});
