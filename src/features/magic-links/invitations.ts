import { apiError } from '../catalogue.ts';
import { readEmail } from '../users/identifiers.ts';
import { findOrCreate } from './find-or-create.ts';
import * as store from './magic-link.store.ts';
import type { MagicLinks, MagicLinksDependencies } from './magic-links.service.ts';
import type { MailLink } from './mail-link.ts';
import { planInvitation } from './mail-plan.ts';

export function createInvitations(
  { database, users, messages }: MagicLinksDependencies,
  mailLink: MailLink,
): Pick<MagicLinks, 'invite' | 'revokeInvite'> {
  return {
    async invite(environment, input) {
      const email = readEmail(input.email);
      const plan = planInvitation(environment, messages, input);
      const { name, attributes, trusted_metadata, untrusted_metadata } = input;
      const details = { name, attributes, trusted_metadata, untrusted_metadata };
      const sent = await findOrCreate(
        { database, users },
        environment,
        email,
        (tx) =>
          users.createWithin(tx, environment, { ...details, email: input.email, pending: true }),
        async (tx, user, created) => {
          // Inviting a pending user again sends again; an active one needs no invitation (3.8).
          if (user.status === 'active') throw apiError('duplicate_email');
          return { user, created, email: await mailLink(tx, environment, user, email, plan) };
        },
      );
      messages.nudge();
      return sent;
    },

    async revokeInvite(environment, address) {
      const email = readEmail(address);
      const found = await users.findByIdentifier(environment, 'email', email.identifier);
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
