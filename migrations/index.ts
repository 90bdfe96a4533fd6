import type { Migration } from '../src/platform/db/migrator.ts';
import { foundation } from './0001-foundation.ts';
import { messaging } from './0002-messaging.ts';
import { passwords } from './0003-passwords.ts';

/** All migrations in order. Never edited once released; a change is a new one at the end. */
export const migrations: readonly Migration[] = [foundation, messaging, passwords];
