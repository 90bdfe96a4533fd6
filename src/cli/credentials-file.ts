import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InitialCredentials } from '../features/projects/projects.service.ts';

/** The file that tools read to reach a server made by the first start. */
export interface Credentials extends InitialCredentials {
  base_url: string;
}

export const credentialsPath = (dataDirectory: string): string =>
  join(dataDirectory, 'credentials.json');

/** Written whole or not at all, readable by its owner only. */
export function writeCredentials(dataDirectory: string, credentials: Credentials): void {
  const path = credentialsPath(dataDirectory);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** What the first start wrote, with the address of this start; undefined where there is none. */
export function readCredentials(dataDirectory: string, baseUrl: string): Credentials | undefined {
  const path = credentialsPath(dataDirectory);
  if (!existsSync(path)) return undefined;
  const credentials = JSON.parse(readFileSync(path, 'utf8')) as Credentials;
  if (credentials.base_url !== baseUrl) {
    credentials.base_url = baseUrl;
    writeCredentials(dataDirectory, credentials);
  }
  return credentials;
}
