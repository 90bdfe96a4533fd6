import { readFileSync } from 'node:fs';

/** From the package's own package.json, two folders above `dist/src` and one above `src`. */
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'selvage' && version) return version;
    } catch {
      // The other place.
    }
  }
  return '0.0.0';
}

export const version = readVersion();
