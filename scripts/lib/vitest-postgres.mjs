// Vitest's global set-up for the projects that need PostgreSQL: a throw-away server, unless
// SELVAGE_TEST_DATABASE_URL names one.
import { startPostgres } from './postgres.mjs';

/** @returns {Promise<(() => Promise<void>) | undefined>} what ends it */
export async function setup() {
  if (process.env.SELVAGE_TEST_DATABASE_URL) return undefined;
  const server = await startPostgres({ durable: false });
  // Worker processes inherit it.
  process.env.SELVAGE_TEST_DATABASE_URL = server.url;
  return server.stop;
}
