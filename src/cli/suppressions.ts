import { defineCommand } from 'citty';
import { recordCommand } from '../features/audit/command-event.ts';
import { createSuppressions, type Suppressions } from '../features/messages/suppressions.ts';
import type { Services } from '../http/services.ts';
import { systemClock } from '../platform/clock.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { readProjectUuid, storageFlags, withServices } from './with-services.ts';

const CHANNELS = ['email', 'sms', 'whatsapp'] as const;
const MAX_LIMIT = 10_000;

const withSuppressions = (
  args: Record<string, unknown>,
  work: (suppressions: Suppressions, services: Services) => Promise<void>,
): Promise<void> =>
  withServices(args, (services, database) =>
    work(createSuppressions(database, systemClock), services),
  );

const where = {
  ...storageFlags,
  'project-id': { type: 'string', description: 'Of one project only' },
  channel: { type: 'string', description: `${CHANNELS.join(', ')}; all where absent` },
} as const;

function readWhere(args: { 'project-id'?: string | undefined; channel?: string | undefined }) {
  const channel = CHANNELS.find((one) => one === args.channel);
  if (args.channel !== undefined && channel === undefined) {
    throw expectedError(`--channel must be one of ${CHANNELS.join(', ')}.`);
  }
  const id = args['project-id'];
  return { channel, environment: id === undefined ? undefined : readProjectUuid(id) };
}

const list = defineCommand({
  meta: {
    name: 'list',
    description: 'To whom nothing is sent any more, newest first, one JSON line each, masked',
  },
  args: {
    ...where,
    to: { type: 'string', description: 'An address, or a number as +14155550100' },
    limit: { type: 'string', default: '50', description: `1 to ${MAX_LIMIT}` },
  },
  run: ({ args }) => {
    const filter = { ...readWhere(args), recipient: args.to };
    const limit = Number(args.limit);
    if (!/^\d+$/.test(args.limit ?? '') || limit < 1 || limit > MAX_LIMIT) {
      throw expectedError(`--limit must be a whole number from 1 to ${MAX_LIMIT}.`);
    }
    return withSuppressions(args, async (suppressions) => {
      for (const one of await suppressions.list(filter, limit)) console.log(JSON.stringify(one));
    });
  },
});

const lift = defineCommand({
  meta: {
    name: 'lift',
    description: 'Send to an address or a number again. It holds from the next request on',
  },
  args: {
    ...where,
    recipient: { type: 'positional', description: 'An address, or a number as +14155550100' },
  },
  run: ({ args }) => {
    const filter = { ...readWhere(args), recipient: args.recipient ?? '' };
    return withSuppressions(args, async (suppressions, services) => {
      const count = await suppressions.lift(filter);
      if (count === 0) throw expectedError('Nothing is held back from this recipient there.');
      await recordCommand(services, 'command.suppressions.lift', { count: String(count) });
      console.log(count === 1 ? '1 suppression is lifted.' : `${count} suppressions are lifted.`);
    });
  },
});

export const suppressionsCommand = defineCommand({
  meta: {
    name: 'suppressions',
    description: 'Numbers that replied STOP and addresses that bounced',
  },
  subCommands: { list, lift },
});
