// npm run generate: writes every committed file that is made from others.
import './lib/check-node.mjs';

// Loaded only now: an old Node has been told already.
const { ensureInstalled } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');
await ensureInstalled();
await import('./generate-operations.mjs');
// Afterwards: what was written is a part of the build, from which the documents are made.
await build();
await import('./generate-docs.mjs');
