// npm run build: compiles src/ and migrations/ into dist/.
import './lib/check-node.mjs';

// Loaded only now: an old Node has been told already.
const { ensureInstalled } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');
await ensureInstalled();
await build();
