import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Database {
  readonly url: string;
  stop(): Promise<void>;
}

/** An empty database of its own on the PostgreSQL server that the test run has started. */
export async function createDatabase(): Promise<Database> {
  const server = process.env['SELVAGE_TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('SELVAGE_TEST_DATABASE_URL is not set.');
  const name = `acceptance_${randomUUID().replaceAll('-', '')}`;

  async function execute(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  await execute(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    // force: a server that was killed may have left connections behind.
    stop: () => execute(`drop database ${name} with (force)`),
  };
}
