// Starts a throw-away PostgreSQL server, prints its URL and keeps it until interrupted.
//
//   node scripts/postgres.mjs [--fast]
//
// --fast  without fsync: for tests, not for measurements
import { startPostgres } from './lib/postgres.mjs';

const server = await startPostgres({ durable: !process.argv.includes('--fast') });
console.log(server.url);

const stay = setInterval(() => {}, 60_000);
let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await server.stop();
  clearInterval(stay);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
