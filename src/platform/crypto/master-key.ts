import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const parse = (text: string): Buffer[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => {
      const key = Buffer.from(part, 'base64');
      if (key.length !== 32) {
        throw new Error('A master key is 32 bytes in base64 (openssl rand -base64 32).');
      }
      return key;
    });

/**
 * The master keys, newest first: from the setting (comma separated), else from `master.key` in
 * the data directory, which is made on first use and readable by its owner only.
 */
export function loadMasterKeys(setting: string | undefined, dataDirectory: string): Buffer[] {
  if (setting !== undefined) {
    const keys = parse(setting);
    if (keys.length === 0) throw new Error('SELVAGE_MASTER_KEY is empty.');
    return keys;
  }
  const file = join(dataDirectory, 'master.key');
  if (!existsSync(file)) {
    // wx: two processes starting at once must not overwrite one another's key.
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others: set its mode to 0600.`);
  }
  const keys = parse(readFileSync(file, 'utf8'));
  if (keys.length === 0) throw new Error(`${file} holds no master key.`);
  return keys;
}
