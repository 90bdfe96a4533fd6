// The browser of the acceptance tests.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

function find() {
  const chosen = process.env.SELVAGE_CHROMIUM;
  if (chosen) return chosen;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const files = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...files, MAC].find((file) => existsSync(file));
}

/** @returns {string | undefined} path of a Chromium; installs Debian's when it may */
export function chromiumPath() {
  return find() ?? (aptInstall(['chromium']) ? find() : undefined);
}
