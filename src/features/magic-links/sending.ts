import { MINUTE } from '../../platform/clock.ts';
import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { type EmailIdentity, readEmail } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import { findOrCreate } from './find-or-create.ts';
import type { SendInput } from './input.ts';
import type { MagicLinks, MagicLinksDependencies } from './magic-links.service.ts';
import { emailOf, type MailLink } from './mail-link.ts';
import { planMail } from './mail-plan.ts';

/** An email added through a send vanishes unless it is authenticated this soon (3.6). */
const PROVISIONAL = 5 * MINUTE;

export function createSending(
  { database, users, sessions, messages }: MagicLinksDependencies,
  mailLink: MailLink,
): Pick<MagicLinks, 'send' | 'loginOrCreate'> {
  /** The user that a send names by user_id or session, if it names one. */
  async function selectedUser(
    environment: Environment,
    input: SendInput,
  ): Promise<UserRecord | undefined> {
    const hasSession = input.session_token !== undefined || input.session_jwt !== undefined;
    if (input.user_id === undefined) return (await sessions.loadOptional(environment, input))?.user;
    if (hasSession) throw apiError('too_many_user_selection_arguments');
    return users.get(environment, input.user_id);
  }

  /** Puts the address on the selected user, unless it is there already (3.6). */
  async function attach(
    tx: Executor,
    environment: Environment,
    selected: UserRecord,
    email: EmailIdentity,
  ): Promise<UserRecord> {
    const user = await users.lock(tx, environment, selected.id);
    if (emailOf(user, email)) return user;
    if (user.factors.some((factor) => !factor.verified && factor.kind !== 'password')) {
      throw apiError('too_many_unverified_factors');
    }
    const expiresAt = environment.now() + PROVISIONAL;
    return users.addProvisionalEmail(tx, environment, user, email, expiresAt);
  }

  return {
    async send(environment, input) {
      const email = readEmail(input.email);
      const plan = planMail(environment, messages, input);
      const selected = await selectedUser(environment, input);
      const found =
        selected ?? (await users.findByIdentifier(environment, 'email', email.identifier));
      if (!found) throw apiError('email_not_found');
      try {
        const sent = await database.transaction(async (tx) => {
          const user = selected ? await attach(tx, environment, selected, email) : found;
          const factor = await mailLink(tx, environment, user, email, plan(user));
          return { user, email: factor, created: false };
        });
        messages.nudge();
        return sent;
      } catch (error) {
        // The user was deleted meanwhile.
        if (isForeignKeyViolation(error)) throw apiError('email_not_found');
        throw error;
      }
    },

    async loginOrCreate(environment, input) {
      const email = readEmail(input.email);
      const plan = planMail(environment, messages, input);
      const sent = await findOrCreate(
        { database, users },
        environment,
        email,
        (tx) =>
          users.createWithin(tx, environment, {
            email: input.email,
            attributes: input.attributes,
            pending: input.create_user_as_pending,
          }),
        async (tx, user, created) => ({
          user,
          created,
          // A user made by this very call gets the signup mail, active or not (3.5).
          email: await mailLink(tx, environment, user, email, plan(created ? undefined : user)),
        }),
      );
      messages.nudge();
      return sent;
    },
  };
}
