import { MINUTE } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { Contact } from '../users/contact.ts';
import type { Factor } from '../users/factor.ts';
import { readAttributes } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import { autofillLine } from './autofill.ts';
import { newCode } from './code.ts';
import type { SendOptions } from './input.ts';
import * as store from './one-time-code.store.ts';
import type { Channel } from './recipients.ts';

/** Minutes (behaviour-messaging-oauth 4.1). */
const DEFAULT_EXPIRATION = 2;

/** What the stored code is keyed to: one for a factor is none for any other. */
export const macPurpose = (environment: Environment, factorId: string): string =>
  `one_time_codes/${environment.id}/${factorId}`;

export const notFound = (contact: Contact): ErrorType =>
  contact.kind === 'email' ? 'email_not_found' : 'phone_number_not_found';

/**
 * Stores a code and its message, in the caller's transaction or `writeTogether`: a foreign key
 * violation where the user is gone.
 */
export type QueueCode = (
  tx: Executor,
  environment: Environment,
  recipient: { channel: Channel; contact: Contact; user: UserRecord; signup: boolean },
  input: SendOptions,
) => Promise<Factor>;

export function createQueueCode(vault: Vault, messages: Messages): QueueCode {
  return async (tx, environment, { channel, contact, user, signup }, input) => {
    const factor = user.factors.find(
      (one) => one.kind === contact.kind && one.identifier === contact.identifier,
    );
    if (!factor) throw apiError(notFound(contact));
    const code = newCode();
    const messageId = orderedId();
    const now = environment.now();
    const minutes = input.expiration_minutes ?? DEFAULT_EXPIRATION;
    await store.putCode(tx, {
      environment_id: environment.id,
      factor_id: factor.id,
      user_id: user.id,
      channel,
      message_id: messageId,
      code_mac: vault.mac(macPurpose(environment, factor.id), code),
      ...readAttributes(input.attributes),
      created_at: now,
      expires_at: now + minutes * MINUTE,
    });
    const autofill =
      channel === 'sms' ? autofillLine(environment.settings, input.autofill_app, code) : '';
    await messages.queue(tx, environment, {
      channel,
      kind: signup ? 'one_time_passcode_signup' : 'one_time_passcode',
      templateId: signup ? input.signup_template_id : input.login_template_id,
      locale: input.locale ?? 'en',
      // What was stored: another spelling with the same identifier may be another mailbox.
      recipient: factor.kind === 'email' ? factor.data.address : contact.identifier,
      code,
      codeOf: { factorId: factor.id, messageId },
      ...(autofill !== '' && { autofill }),
      expirationMinutes: minutes,
    });
    return factor;
  };
}
