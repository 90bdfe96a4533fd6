import { type Clock, toTimestamp } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import { wireId } from '../../platform/ids.ts';
import { emailContact } from '../users/contact.ts';
import { maskRecipient } from './mask-recipient.ts';
import * as store from './suppression.store.ts';

/** A recipient as an operator sees it. */
export interface Suppression {
  project_id: string;
  channel: MessageTable['channel'];
  to: string;
  created_at: string;
}

/**
 * To whom nothing is sent any more: numbers that replied STOP and addresses that do not exist, as
 * the provider said of a message. Sends read it with the owner of the contact.
 */
export interface Suppressions {
  /** Remembers the recipient of a message. */
  add(message: Pick<MessageTable, 'environment_id' | 'channel' | 'recipient'>): Promise<void>;
  /** Newest first. */
  list(filter: store.SuppressionFilter, limit: number): Promise<Suppression[]>;
  /** Answers how many there were. */
  lift(filter: store.SuppressionFilter & { recipient: string }): Promise<number>;
}

/** The spelling by which a contact is found: of an address, neither case nor Punycode counts. */
export function recipientKey(recipient: string): string {
  if (!recipient.includes('@')) return recipient;
  try {
    return emailContact(recipient).identifier;
  } catch {
    return recipient.toLowerCase();
  }
}

const withKey = <T extends store.SuppressionFilter>(filter: T): T =>
  filter.recipient === undefined
    ? filter
    : { ...filter, recipient: recipientKey(filter.recipient) };

export function createSuppressions(database: Database, clock: Clock): Suppressions {
  return {
    async add({ environment_id, channel, recipient }) {
      await store.addSuppression(database, {
        environment_id,
        channel,
        recipient: recipientKey(recipient),
        created_at: clock.now(),
      });
    },

    async list(filter, limit) {
      const rows = await store.listSuppressions(database, withKey(filter), limit);
      return rows.map((row) => ({
        project_id: wireId(
          'project',
          row.environment_type === 'LIVE' ? 'live' : 'test',
          row.environment_id,
        ),
        channel: row.channel,
        to: maskRecipient(row.recipient),
        created_at: toTimestamp(row.created_at),
      }));
    },

    lift: (filter) => store.liftSuppressions(database, withKey(filter)),
  };
}
