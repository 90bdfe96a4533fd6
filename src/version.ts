import { readFileSync } from 'node:fs';

/** From the package's own package.json, the nearest one above this file that has its name. */
function readVersion(): string {
  let folder = new URL('.', import.meta.url);
  for (;;) {
    try {
      const text = readFileSync(new URL('package.json', folder), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'selvage' && version) return version;
    } catch {
      // Not here.
    }
    const parent = new URL('..', folder);
    if (parent.href === folder.href) return '0.0.0';
    folder = parent;
  }
}

export const version = readVersion();
