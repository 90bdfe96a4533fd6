#!/usr/bin/env node
import { defineCommand, runMain } from 'citty';
import { ConfigError } from '../config/load-config.ts';
import { version } from '../version.ts';
import { keysCommand } from './keys.ts';
import { migrateCommand } from './migrate.ts';
import { startCommand } from './start.ts';

const main = defineCommand({
  meta: { name: 'selvage', version, description: 'Self-hosted authentication server' },
  subCommands: { start: startCommand, migrate: migrateCommand, keys: keysCommand },
});

process.on('uncaughtException', (error) => {
  // A mistake of the operator is told in one sentence; anything else needs its stack.
  const told = error instanceof ConfigError || (error as { expected?: boolean }).expected === true;
  process.stderr.write(`${told ? error.message : error.stack}\n`);
  process.exit(1);
});

await runMain(main);
