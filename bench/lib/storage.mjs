// A database for one engine, migrated by our server and filled, with what the load must know.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { fill, resetLinks } from './dataset.mjs';
import { openPostgresAdmin, openSqliteAdmin } from './insert-rows.mjs';
import { startOurs } from './server-process.mjs';
import { HOT_SESSIONS, sessionToken } from './world.mjs';

/**
 * @typedef {object} Storage
 * @property {'sqlite' | 'postgres'} engine
 * @property {string} dataDir
 * @property {string} file of SQLite
 * @property {string | undefined} url of PostgreSQL
 * @property {string} worldFile
 * @property {() => Promise<void>} resetLinks
 * @property {() => Promise<number[]>} backends processes of PostgreSQL
 * @property {() => Promise<void>} drop
 */

/** @param {import('./server-process.mjs').Server} server @param {string} authorization */
async function collectJwts(server, authorization) {
  /** @type {string[]} */
  const jwts = [];
  for (let index = 0; index < HOT_SESSIONS; index += 1) {
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/sessions/authenticate`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ session_token: sessionToken(index) }),
    });
    const body = /** @type {{ session_jwt?: string }} */ (await response.json());
    if (body.session_jwt === undefined) throw new Error(JSON.stringify(body));
    jwts.push(body.session_jwt);
  }
  return jwts;
}

/**
 * @param {'sqlite' | 'postgres'} engine
 * @param {string} main
 * @param {number} users
 * @returns {Promise<Storage>}
 */
export async function createStorage(engine, main, users) {
  // The default is fsync on, and a commit that waits for it.
  const postgres = engine === 'postgres' ? await startPostgres({ durable: true }) : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'selvage-bench-'));
  const url = postgres?.url;
  const file = join(dataDir, 'selvage.db');
  const worldFile = join(dataDir, 'world.json');
  const drop = async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await postgres?.stop();
  };
  const openAdmin = async () =>
    url === undefined ? openSqliteAdmin(file) : openPostgresAdmin(url);
  /** @type {Storage} */
  const storage = {
    engine,
    dataDir,
    file,
    url,
    worldFile,
    async resetLinks() {
      const admin = await openAdmin();
      await resetLinks(admin);
      await admin.close();
    },
    async backends() {
      if (url === undefined) return [];
      const admin = await openAdmin();
      const rows = await admin.run(
        'select pid from pg_stat_activity where pid <> pg_backend_pid()',
      );
      await admin.close();
      return rows.map(({ pid }) => Number(pid));
    },
    drop,
  };
  try {
    const first = await startOurs({ storage, main });
    const credentials = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
    /** @type {{ project_id: string; secret: string }} */
    const { project_id, secret } = credentials.test;
    const environmentId = project_id.slice('project-test-'.length);
    const admin = await openAdmin();
    await fill(admin, environmentId, users);
    await admin.close();
    const basic = Buffer.from(`${project_id}:${secret}`).toString('base64');
    const authorization = `Basic ${basic}`;
    const jwts = await collectJwts(first, authorization);
    await first.stop();
    /** @type {import('./world.mjs').World} */
    const world = { environmentId, authorization, users, jwts };
    writeFileSync(worldFile, JSON.stringify(world));
    return storage;
  } catch (error) {
    await drop();
    throw error;
  }
}
