// A database for one engine, migrated by our server and filled, with what the load must know.
import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { fill, resetPrepared } from './dataset.mjs';
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
 * @property {() => Promise<void>} resetPrepared
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
 * Lets every limit count as usual and refuse nothing: the load is one that no real limit allows.
 * @param {import('./server-process.mjs').Server} server
 * @param {{ key_id: string; key_secret: string }} key
 */
async function raiseLimits(server, { key_id, key_secret }) {
  const url = `http://127.0.0.1:${server.port}/pwa/v3/projects/my-project/environments/test/rate_limits`;
  const basic = Buffer.from(`${key_id}:${key_secret}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/json' };
  const read = await (await fetch(url, { headers })).json();
  const { rate_limits } = /** @type {{ rate_limits: object[] }} */ (read);
  const body = { rate_limits: rate_limits.map((limit) => ({ ...limit, max: 1_000_000_000 })) };
  const put = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!put.ok) throw new Error(await put.text());
}

/** @param {string} dataDir */
const masterKey = (dataDir) =>
  Buffer.from(readFileSync(join(dataDir, 'master.key'), 'utf8').trim(), 'base64');

/** As our vault does it (src/platform/crypto/vault.ts). @param {string} dataDir */
function sealer(dataDir) {
  const master = masterKey(dataDir);
  const key = Buffer.from(hkdfSync('sha256', master, '', 'selvage/vault/mac/v1', 32));
  /** @param {string} purpose @param {string} value */
  return (purpose, value) =>
    createHmac('sha256', key).update(`${purpose.length}:${purpose}${value}`).digest('base64url');
}

/** The same for what is read back. @param {string} dataDir @returns {import('./dataset.mjs').Conceal} */
function concealer(dataDir) {
  const master = masterKey(dataDir);
  const derive = (/** @type {string} */ info, /** @type {number} */ length) =>
    Buffer.from(hkdfSync('sha256', master, '', info, length));
  const key = derive('selvage/vault/v1', 32);
  const id = derive('selvage/vault/key-id', 6).toString('base64url');
  return (place, plain) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(place.join('\u0000')));
    const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), data]).toString('base64url')}`;
  };
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
    async resetPrepared() {
      const admin = await openAdmin();
      await resetPrepared(admin);
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
    try {
      const credentials = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
      /** @type {{ project_id: string; secret: string }} */
      const { project_id, secret } = credentials.test;
      const environmentId = project_id.slice('project-test-'.length);
      await raiseLimits(first, credentials.management);
      const admin = await openAdmin();
      await fill(admin, environmentId, users, sealer(dataDir), concealer(dataDir));
      await admin.close();
      const basic = Buffer.from(`${project_id}:${secret}`).toString('base64');
      const authorization = `Basic ${basic}`;
      const jwts = await collectJwts(first, authorization);
      /** @type {import('./world.mjs').World} */
      const world = { environmentId, authorization, users, jwts };
      writeFileSync(worldFile, JSON.stringify(world));
    } finally {
      await first.stop();
    }
    return storage;
  } catch (error) {
    await drop();
    throw error;
  }
}
