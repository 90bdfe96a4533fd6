import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { emailContact } from '../users/contact.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { MagicLinks, MagicLinksDependencies } from './magic-links.service.ts';
import type { MailLink } from './mail-link.ts';
import { planMail } from './mail-plan.ts';

export function createSending(
  { database, users, contacts, messages, limits }: MagicLinksDependencies,
  mailLink: MailLink,
): Pick<MagicLinks, 'send' | 'loginOrCreate'> {
  return {
    async send(environment, input, ownPage) {
      const contact = emailContact(input.email);
      const plan = planMail(environment, messages, input, ownPage);
      const chosen = await contacts.chosen(environment, input);
      const owner = await contacts.recipient(environment, 'email', contact);
      const found = chosen ?? owner;
      // Counted after the lookup, which confirms the environment: where that was outdated all is
      // decided again, and must not be counted again.
      await limits.take(environment, { 'magic_links.email.send': contact.identifier });
      if (!found) throw apiError('email_not_found');
      try {
        const mail = async (tx: Executor, user: UserRecord) => {
          const email = await mailLink(tx, environment, user, contact.email, plan(user));
          return { user, email, created: false };
        };
        const sent = chosen
          ? await database.transaction(async (tx) =>
              mail(tx, await contacts.attach(tx, environment, chosen, contact)),
            )
          : await database.writeTogether((tx) => mail(tx, found));
        messages.nudge();
        return sent;
      } catch (error) {
        // The user was deleted meanwhile.
        if (isForeignKeyViolation(error)) throw apiError('email_not_found');
        throw error;
      }
    },

    async loginOrCreate(environment, input) {
      const contact = emailContact(input.email);
      const plan = planMail(environment, messages, input);
      const owner = await contacts.recipient(environment, 'email', contact);
      await limits.take(environment, { 'magic_links.email.send': contact.identifier });
      const sent = await contacts.ownerOrNew(
        environment,
        contact,
        owner,
        (tx) =>
          users.createWithin(tx, environment, {
            email: input.email,
            attributes: input.attributes,
            pending: input.create_user_as_pending,
          }),
        async (tx, user, created) => {
          // A user made by this very call gets the signup mail, active or not (3.5).
          const chosen = plan(created ? undefined : user);
          const email = await mailLink(tx, environment, user, contact.email, chosen);
          return { user, created, email };
        },
        { together: true },
      );
      messages.nudge();
      return sent;
    },
  };
}
