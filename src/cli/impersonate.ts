import { defineCommand } from 'citty';
import { commandEvent, commandLineActor } from '../features/audit/command-event.ts';
import { toTimestamp } from '../platform/clock.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { readProjectUuid, storageFlags, withServices } from './with-services.ts';

const required = (description: string) => ({
  type: 'string' as const,
  required: true as const,
  description,
});

export const impersonateCommand = defineCommand({
  meta: {
    name: 'impersonate',
    description:
      'Make a token by which you log in as a user, once, within five minutes: see docs/impersonation.md',
  },
  args: {
    ...storageFlags,
    'project-id': required('project-test-... or project-live-...'),
    'user-id': required('Whom; an external id will do'),
    email: required('Your address; part of the session and of the audit log'),
    reason: required('Why; kept in the audit log'),
  },
  run: ({ args }) =>
    withServices(args, async (services) => {
      const id = readProjectUuid(args['project-id']);
      const environment = await services.environments.get(id);
      if (!environment) throw expectedError('There is no such project.');
      const event = commandEvent(id, 'command.impersonate');
      try {
        const minted = await services.impersonation.mint(environment, {
          userId: args['user-id'],
          reason: args.reason,
          impersonatorId: commandLineActor(),
          impersonatorEmail: args.email,
        });
        // Before it is shown: nobody has a token that is not in the log.
        await services.audit.record({
          ...event,
          userId: minted.user.id,
          reason: args.reason,
          details: { impersonator_id: event.actor, impersonator_email_address: args.email },
        });
        console.log(minted.url ?? minted.token);
        console.error(`Good once, until ${toTimestamp(minted.expiresAt)}.`);
      } catch (error) {
        throw error instanceof ApiError ? expectedError(error.message) : error;
      }
    }),
});
