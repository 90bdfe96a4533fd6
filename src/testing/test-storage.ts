import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface TestStorage {
  engine: 'sqlite' | 'postgres';
  /** undefined for the embedded database. */
  url: string | undefined;
  dataDir: string;
  drop(): Promise<void>;
}

async function onServer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A fresh database of the engine that this run of the integration tests is for
 * (SELVAGE_TEST_DATABASE): a temporary folder, or a database of its own on the test server.
 */
export async function createTestStorage(): Promise<TestStorage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'selvage-test-'));
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true });
  if (process.env['SELVAGE_TEST_DATABASE'] !== 'postgres') {
    return { engine: 'sqlite', url: undefined, dataDir, drop: async () => removeFolder() };
  }
  const admin = process.env['SELVAGE_TEST_DATABASE_URL'];
  if (admin === undefined) throw new Error('SELVAGE_TEST_DATABASE_URL names no PostgreSQL server.');
  const name = `selvage_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return {
    engine: 'postgres',
    url: url.toString(),
    dataDir,
    async drop() {
      removeFolder();
      await onServer(admin, `drop database if exists ${name} with (force)`);
    },
  };
}
