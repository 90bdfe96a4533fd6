import { defineCommand } from 'citty';
import { migrations } from '../../migrations/index.ts';
import { withStorage } from '../main.ts';
import { systemClock } from '../platform/clock.ts';
import { migrate, pendingMigrations } from '../platform/db/migrator.ts';
import { createLogger } from '../platform/log.ts';
import { configOf, flagsOf } from './flags.ts';

export const migrateCommand = defineCommand({
  meta: { name: 'migrate', description: 'Bring the database to this version (start does it too)' },
  args: {
    ...flagsOf(['dataDir', 'databaseUrl']),
    'dry-run': { type: 'boolean', description: 'Only show what would be applied' },
  },
  async run({ args }) {
    const config = configOf(args);
    const log = createLogger(config.logLevel);
    const names = await withStorage(config, log, ({ database }) =>
      args['dry-run']
        ? pendingMigrations(database, migrations)
        : migrate(database, migrations, systemClock.now),
    );
    const verb = args['dry-run'] ? 'would apply' : 'applied';
    for (const name of names) console.log(`${verb} ${name}`);
    if (names.length === 0) console.log('The database is up to date.');
  },
});
