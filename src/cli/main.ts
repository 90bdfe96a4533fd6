#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, defineCommand } from 'citty';
import { version } from '../version.ts';
import { auditCommand } from './audit.ts';
import { failureText } from './failure.ts';
import { impersonateCommand } from './impersonate.ts';
import { keysCommand } from './keys.ts';
import { messagesCommand } from './messages.ts';
import { migrateCommand } from './migrate.ts';
import { oauthProvidersCommand } from './oauth-providers.ts';
import { runCli } from './run.ts';
import { seedCommand } from './seed.ts';
import { startCommand } from './start.ts';
import { suppressionsCommand } from './suppressions.ts';

const main = defineCommand({
  meta: { name: 'selvage', version, description: 'Self-hosted authentication server' },
  subCommands: {
    start: startCommand,
    migrate: migrateCommand,
    keys: keysCommand,
    messages: messagesCommand,
    suppressions: suppressionsCommand,
    audit: auditCommand,
    impersonate: impersonateCommand,
    'oauth-providers': oauthProvidersCommand,
    seed: seedCommand,
  },
});

function fail(error: unknown): never {
  process.stderr.write(`${failureText(error)}\n`);
  process.exit(1);
}

// What the server writes (database, keys, credentials) is nobody else's to read.
process.umask(0o077);
process.on('uncaughtException', fail);

await runCli(main as CommandDef, process.argv.slice(2), {
  version,
  print: (text) => console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text)),
}).catch(fail);
