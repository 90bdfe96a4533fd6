import { defineConfig } from 'vitest/config';

const SECOND = 1000;
// Tests share small machines with other work: a time-out only ends what hangs.
const timeouts = (seconds: number) => ({
  testTimeout: seconds * SECOND,
  hookTimeout: seconds * SECOND,
  teardownTimeout: 60 * SECOND,
});
const unitTests = 'src/**/*.test.ts';
const integrationTests = 'src/**/*.integration.test.ts';
const postgresSetup = 'scripts/lib/vitest-postgres.mjs';

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [unitTests],
          exclude: [integrationTests],
          ...timeouts(60),
        },
      },
      {
        test: {
          name: 'integration-sqlite',
          include: [integrationTests],
          env: { SELVAGE_TEST_DATABASE: 'sqlite' },
          ...timeouts(120),
        },
      },
      {
        test: {
          name: 'integration-postgres',
          include: [integrationTests],
          env: { SELVAGE_TEST_DATABASE: 'postgres' },
          globalSetup: postgresSetup,
          ...timeouts(120),
        },
      },
      {
        test: {
          name: 'acceptance',
          include: ['acceptance/**/*.test.ts'],
          globalSetup: postgresSetup,
          // Each file starts servers and clients of its own: one at a time, after the others.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...timeouts(180),
        },
      },
    ],
  },
});
