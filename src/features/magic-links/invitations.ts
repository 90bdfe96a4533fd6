import { apiError } from '../catalogue.ts';
import { emailContact } from '../users/contact.ts';
import * as store from './magic-link.store.ts';
import type { MagicLinks, MagicLinksDependencies } from './magic-links.service.ts';
import type { MailLink } from './mail-link.ts';
import { planInvitation } from './mail-plan.ts';

export function createInvitations(
  { database, users, contacts, messages, limits }: MagicLinksDependencies,
  mailLink: MailLink,
): Pick<MagicLinks, 'invite' | 'revokeInvite'> {
  return {
    async invite(environment, input) {
      const contact = emailContact(input.email);
      const plan = planInvitation(environment, messages, input);
      const owner = await contacts.recipient(environment, 'email', contact);
      // Counted after the lookup, as in sending.
      await limits.take(environment, { 'magic_links.email.send': contact.identifier });
      const { name, attributes, trusted_metadata, untrusted_metadata } = input;
      const details = { name, attributes, trusted_metadata, untrusted_metadata };
      const sent = await contacts.ownerOrNew(
        environment,
        contact,
        owner,
        (tx) =>
          users.createWithin(tx, environment, { ...details, email: input.email, pending: true }),
        async (tx, user, created) => {
          // Inviting a pending user again sends again; an active one needs no invitation (3.8).
          if (user.status === 'active') throw apiError('duplicate_email');
          const email = await mailLink(tx, environment, user, contact.email, plan);
          return { user, created, email };
        },
        { together: true },
      );
      messages.nudge();
      return sent;
    },

    async revokeInvite(environment, address) {
      const found = await contacts.owner(environment, emailContact(address));
      if (!found) throw apiError('email_not_found');
      await database.transaction(async (tx) => {
        const user = await users.lock(tx, environment, found.id);
        const ended = await store.deleteInvites(tx, environment.id, user.id);
        // Nobody ever authenticated as this user: the invitation was all there is (3.8).
        if (ended > 0 && user.status === 'pending') {
          await users.deleteWithin(tx, environment, user.id);
        }
      });
    },
  };
}
