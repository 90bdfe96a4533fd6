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
// npm runs us in a shell, and a signal to npm ends the shell but not what runs in it.
const parent = process.ppid;
const watch = () => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
};
setInterval(watch, 500).unref();
process.argv = [process.execPath, ENTRY, 'start', ...process.argv.slice(2)];
await import(pathToFileURL(ENTRY).href);
