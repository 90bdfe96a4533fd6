// The server that ours is measured against: floor/routes.mjs says what it does.
//
//   node bench/floor-server.mjs PORT PROCESSES DATABASE       a postgres:// URL or a SQLite file
import cluster from 'node:cluster';
import Fastify from 'fastify';
import { openPostgres } from './floor/postgres.mjs';
import { registerRoutes } from './floor/routes.mjs';
import { openSqlite } from './floor/sqlite.mjs';

const [port, processes, source = ''] = process.argv.slice(2);

async function serve() {
  const database = source.startsWith('postgres') ? openPostgres(source) : openSqlite(source);
  const app = Fastify();
  const environments = await database.read('testEnvironment', []);
  await registerRoutes(app, database, environments[0].id);
  await app.listen({ port: Number(port), host: '127.0.0.1' });
}

if (Number(processes) > 1 && cluster.isPrimary) {
  for (let index = 0; index < Number(processes); index += 1) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill();
    process.exit();
  });
} else {
  process.on('SIGTERM', () => process.exit());
  await serve();
}
