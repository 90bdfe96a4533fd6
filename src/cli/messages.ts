import { defineCommand } from 'citty';
import { recordCommand } from '../features/audit/command-event.ts';
import { createMessageAdmin, type MessageAdmin } from '../features/messages/message-admin.ts';
import type { Services } from '../http/services.ts';
import { systemClock } from '../platform/clock.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { isUuid } from '../platform/ids.ts';
import { storageFlags, withServices } from './with-services.ts';

const STATUSES = ['queued', 'delivered', 'failed'] as const;
const MAX_LIMIT = 10_000;

const withMessages = (
  args: Record<string, unknown>,
  work: (messages: MessageAdmin, services: Services) => Promise<void>,
): Promise<void> =>
  withServices(args, (services, database) =>
    work(createMessageAdmin(database, systemClock), services),
  );

/** A message id, with or without the prefix that the inbox shows. */
function readId(text: string): string {
  const id = text.replace(/^message-(test|live)-/, '');
  if (!isUuid(id)) throw expectedError(`${text} is not the id of a message.`);
  return id;
}

const list = defineCommand({
  meta: {
    name: 'list',
    description: 'Messages of all environments, newest first, one JSON line each',
  },
  args: {
    ...storageFlags,
    status: { type: 'string', description: `${STATUSES.join(', ')}; all where absent` },
    limit: { type: 'string', default: '50', description: `1 to ${MAX_LIMIT}` },
  },
  run: ({ args }) => {
    const status = STATUSES.find((one) => one === args.status);
    if (args.status !== undefined && status === undefined) {
      throw expectedError(`--status must be one of ${STATUSES.join(', ')}.`);
    }
    const limit = Number(args.limit);
    if (!/^\d+$/.test(args.limit ?? '') || limit < 1 || limit > MAX_LIMIT) {
      throw expectedError(`--limit must be a whole number from 1 to ${MAX_LIMIT}.`);
    }
    return withMessages(args, async (messages) => {
      for (const one of await messages.list({ status, limit })) console.log(JSON.stringify(one));
    });
  },
});

const show = defineCommand({
  meta: {
    name: 'show',
    description: 'What is known of a message. Never what it says, nor to whom in full',
  },
  args: { ...storageFlags, id: { type: 'positional', description: 'Id as list shows it' } },
  run: ({ args }) =>
    withMessages(args, async (messages) => {
      const found = await messages.show(readId(args.id ?? ''));
      if (!found) throw expectedError('There is no such message.');
      console.log(JSON.stringify(found, null, 2));
    }),
});

const resend = defineCommand({
  meta: {
    name: 'resend',
    description:
      'Queue failed messages again. Those whose code or link is dead by now stay failed; a running server sends the others within seconds.',
  },
  args: {
    ...storageFlags,
    ids: {
      type: 'positional',
      required: false,
      description: 'Ids as list shows them',
      valueHint: 'ID...',
    },
    'all-failed': { type: 'boolean', description: 'All that can be sent again' },
  },
  run: ({ args }) => {
    // citty gives the first one its name and leaves all of them in `_`.
    const given = args._.map(readId);
    if (args['all-failed'] === true ? given.length > 0 : given.length === 0) {
      throw expectedError('Name messages, or use --all-failed.');
    }
    return withMessages(args, async (messages, services) => {
      const done = await messages.resend(args['all-failed'] === true ? 'all' : given);
      await recordCommand(services, 'command.messages.resend', { count: String(done.length) });
      console.log(
        done.length === 1 ? '1 message is queued.' : `${done.length} messages are queued.`,
      );
      for (const id of given.filter((one) => !done.includes(one))) {
        console.log(`${id} cannot be sent: it has not failed, or what it says is dead.`);
      }
    });
  },
});

export const messagesCommand = defineCommand({
  meta: { name: 'messages', description: 'Messages that wait for delivery or failed' },
  subCommands: { list, show, resend },
});
