import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ProjectKeys {
  readonly project_id: string;
  readonly secret: string;
  readonly public_token: string;
}

/** The file that the first start leaves in the data directory (design: first start). */
export interface Credentials {
  readonly base_url: string;
  readonly management: { readonly key_id: string; readonly key_secret: string };
  readonly test: ProjectKeys;
  readonly live: ProjectKeys;
}

export function readCredentials(dataDir: string): Credentials {
  return JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')) as Credentials;
}

/** Writes a copy that names another address, for clients that come in through a proxy. */
export function writeCredentials(file: string, credentials: Credentials): string {
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return file;
}
