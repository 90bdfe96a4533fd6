import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { assertTemplate } from '../email-templates/choose-template.ts';
import type { Environment } from '../projects/environment.ts';
import type { Contact } from '../users/contact.ts';
import { readAttributes } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { SendOptions } from './input.ts';
import type { Otps, OtpsDependencies } from './otps.service.ts';
import { createQueueCode, notFound } from './queue-code.ts';
import { assertCountryAllowed, type Channel, sendLimits } from './recipients.ts';

export function createSending({
  database,
  vault,
  users,
  contacts,
  messages,
  limits,
}: OtpsDependencies): Pick<Otps, 'send' | 'loginOrCreate'> {
  const queueCode = createQueueCode(vault, messages);

  /** What must hold before anything is looked up or counted. */
  function admit(
    environment: Environment,
    channel: Channel,
    contact: Contact,
    input: SendOptions,
  ): void {
    readAttributes(input.attributes);
    assertCountryAllowed(environment, channel, contact);
    messages.assertDeliverable(environment, channel);
    assertTemplate(environment, 'one_time_passcode', input.login_template_id);
    assertTemplate(environment, 'one_time_passcode_signup', input.signup_template_id);
  }

  /** After the lookup, which confirms the environment: a call that is decided again counts once. */
  const count = (
    environment: Environment,
    channel: Channel,
    contact: Contact,
    isReached: boolean,
  ): Promise<void> =>
    limits.take(environment, sendLimits(environment, channel, contact, isReached));

  return {
    async send(environment, channel, contact, input) {
      admit(environment, channel, contact, input);
      const chosen = await contacts.chosen(environment, input);
      const owner = await contacts.recipient(environment, channel, contact);
      const found = chosen ?? owner;
      await count(environment, channel, contact, found !== undefined);
      if (!found) throw apiError(notFound(contact));
      try {
        const queue = async (tx: Executor, user: UserRecord) => {
          const recipient = { channel, contact, user, signup: user.status === 'pending' };
          const factor = await queueCode(tx, environment, recipient, input);
          return { user, factor, created: false };
        };
        const sent = chosen
          ? await database.transaction(async (tx) =>
              queue(tx, await contacts.attach(tx, environment, chosen, contact)),
            )
          : await database.writeTogether((tx) => queue(tx, found));
        messages.nudge();
        return sent;
      } catch (error) {
        // The user was deleted meanwhile.
        throw isForeignKeyViolation(error) ? apiError(notFound(contact)) : error;
      }
    },

    async loginOrCreate(environment, channel, contact, input) {
      admit(environment, channel, contact, input);
      const owner = await contacts.recipient(environment, channel, contact);
      await count(environment, channel, contact, true);
      const sent = await contacts.ownerOrNew(
        environment,
        contact,
        owner,
        (tx) =>
          users.createWithin(tx, environment, {
            ...(contact.kind === 'email'
              ? { email: contact.email.address }
              : { phone_number: contact.identifier }),
            attributes: input.attributes,
            pending: input.create_user_as_pending,
          }),
        async (tx, user, created) => {
          const signup = created || user.status === 'pending';
          const recipient = { channel, contact, user, signup };
          const factor = await queueCode(tx, environment, recipient, input);
          return { user, factor, created };
        },
        { together: true },
      );
      messages.nudge();
      return sent;
    },
  };
}
