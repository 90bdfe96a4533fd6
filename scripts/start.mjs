// npm start: installs and builds what is missing or stale, then runs `selvage start` in this
// process, with the arguments given.
import './lib/check-node.mjs';

// Loaded only now: an old Node has been told already.
const { pathToFileURL } = await import('node:url');
const { ensureInstalled } = await import('./lib/install.mjs');
const { ENTRY, ensureBuilt } = await import('./lib/build.mjs');
try {
  await ensureInstalled();
  await ensureBuilt();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.argv = [process.execPath, ENTRY, 'start', ...process.argv.slice(2)];
await import(pathToFileURL(ENTRY).href);
