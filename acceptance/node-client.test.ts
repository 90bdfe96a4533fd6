import { join } from 'node:path';
import { describeClient } from './lib/client-suite.ts';
import { clients } from './lib/toolchain.ts';

// The package comes with this repository's own lock file, so it is always there.
describeClient(
  'Node',
  async () => ({ command: process.execPath, args: [join(clients, 'node', 'main.mjs')] }),
  { more: ['crypto_wallets: Sign-In with Ethereum'] },
);
