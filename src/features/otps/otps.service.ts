import { MINUTE } from '../../platform/clock.ts';
import { safeEqual } from '../../platform/crypto/tokens.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { FactorKind } from '../../platform/db/schema.ts';
import { parseWireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Contacts, UserChoice } from '../contacts/contacts.service.ts';
import { otherEnvironmentError } from '../ids.ts';
import type { Limits } from '../limits/limits.service.ts';
import { assertTemplate } from '../messages/email-templates.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Locale } from '../messages/templates/render-mail.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type {
  SessionAnswer,
  SessionOptions,
  SessionSelector,
  Sessions,
} from '../sessions/sessions.service.ts';
import { type AttributeOptions, assertAttributesMatch } from '../users/attributes.ts';
import type { Contact } from '../users/contact.ts';
import { type Factor, factorIdKind } from '../users/factor.ts';
import { readAttributes } from '../users/identifiers.ts';
import { factorWireId } from '../users/present-user.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import type { Attributes } from '../users/wire.ts';
import { newCode, readCode } from './code.ts';
import * as store from './one-time-code.store.ts';
import { assertCountryAllowed, type Channel, sendLimits } from './recipients.ts';

const DEFAULT_EXPIRATION = 2;

export interface SendOptions {
  expiration_minutes?: number | undefined;
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
  login_template_id?: string | undefined;
  signup_template_id?: string | undefined;
}

export interface SentCode {
  user: UserRecord;
  /** The email or phone number the code was sent to: its id is the method_id. */
  factor: Factor;
  created: boolean;
}

export interface AuthenticateCode extends SessionSelector, SessionOptions {
  method_id: string;
  code: string;
  attributes?: Attributes | undefined;
  options?: AttributeOptions | undefined;
}

export interface Otps {
  /** To an existing user, or to one that `choice` names and the contact is added to. */
  send(
    environment: Environment,
    channel: Channel,
    contact: Contact,
    input: SendOptions & UserChoice,
  ): Promise<SentCode>;
  loginOrCreate(
    environment: Environment,
    channel: Channel,
    contact: Contact,
    input: SendOptions & { create_user_as_pending?: boolean | undefined },
  ): Promise<SentCode>;
  authenticate(
    environment: Environment,
    input: AuthenticateCode,
  ): Promise<SessionAnswer & { user: UserRecord; methodId: string }>;
}

export interface OtpsDependencies {
  database: Database;
  vault: Vault;
  users: Users;
  contacts: Contacts;
  sessions: Sessions;
  messages: Messages;
  limits: Limits;
}

const METHOD_KINDS: readonly FactorKind[] = ['email', 'phone_number'];

/** A method_id is the id of an email or a phone number (behaviour-messaging-oauth 4.1). */
function readMethodId(
  environment: Environment,
  methodId: string,
): { kind: FactorKind; id: string } {
  for (const kind of METHOD_KINDS) {
    const parsed = parseWireId(factorIdKind[kind], environment.kind, methodId);
    if (parsed.ok) return { kind, id: parsed.uuid };
    if (parsed.reason === 'other-environment') throw apiError(otherEnvironmentError(environment));
  }
  throw apiError('invalid_method_id');
}

export function createOtps(dependencies: OtpsDependencies): Otps {
  const { database, vault, users, contacts, sessions, messages, limits } = dependencies;

  const purpose = (environment: Environment, factorId: string) =>
    `one_time_codes/${environment.id}/${factorId}`;

  /** Code and message, in the caller's transaction. */
  async function queue(
    tx: Executor,
    environment: Environment,
    channel: Channel,
    user: UserRecord,
    contact: Contact,
    input: SendOptions & { signup: boolean },
  ): Promise<Factor> {
    const factor = user.factors.find(
      (one) => one.kind === contact.kind && one.identifier === contact.identifier,
    );
    if (!factor) throw apiError(notFound(contact));
    const code = newCode();
    const now = environment.now();
    const minutes = input.expiration_minutes ?? DEFAULT_EXPIRATION;
    await store.putCode(tx, {
      environment_id: environment.id,
      factor_id: factor.id,
      user_id: user.id,
      channel,
      code_mac: vault.mac(purpose(environment, factor.id), code),
      ...readAttributes(input.attributes),
      created_at: now,
      expires_at: now + minutes * MINUTE,
    });
    await messages.queue(tx, environment, {
      channel,
      kind: input.signup ? 'one_time_passcode_signup' : 'one_time_passcode',
      locale: input.locale ?? 'en',
      recipient: contact.kind === 'email' ? contact.email.address : contact.identifier,
      code,
      expirationMinutes: minutes,
    });
    return factor;
  }

  const notFound = (contact: Contact) =>
    contact.kind === 'email' ? 'email_not_found' : 'phone_number_not_found';

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
    assertTemplate(input.login_template_id);
    assertTemplate(input.signup_template_id);
  }

  /** After the lookup, which confirms the environment: a call that is decided again counts once. */
  const count = (environment: Environment, channel: Channel, contact: Contact): Promise<void> =>
    limits.take(environment, sendLimits(environment, channel, contact));

  return {
    async send(environment, channel, contact, input) {
      admit(environment, channel, contact, input);
      const chosen = await contacts.chosen(environment, input);
      const found = chosen ?? (await contacts.owner(environment, contact));
      await count(environment, channel, contact);
      if (!found) throw apiError(notFound(contact));
      const sent = await database.transaction(async (tx) => {
        const user = chosen ? await contacts.attach(tx, environment, chosen, contact) : found;
        const signup = user.status === 'pending';
        const options = { ...input, signup };
        const factor = await queue(tx, environment, channel, user, contact, options);
        return { user, factor, created: false };
      });
      messages.nudge();
      return sent;
    },

    async loginOrCreate(environment, channel, contact, input) {
      admit(environment, channel, contact, input);
      const owner = await contacts.owner(environment, contact);
      await count(environment, channel, contact);
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
          const options = { ...input, signup: created || user.status === 'pending' };
          const factor = await queue(tx, environment, channel, user, contact, options);
          return { user, factor, created };
        },
      );
      messages.nudge();
      return sent;
    },

    async authenticate(environment, input) {
      const { kind, id } = readMethodId(environment, input.method_id);
      const code = readCode(input.code);
      const attributes = readAttributes(input.attributes);
      const owner = await users.findByFactor(environment, kind, id);
      await limits.take(environment, { 'otps.authenticate': id });
      if (!owner) throw apiError('otp_code_not_found');
      users.assertNotLocked(environment, owner);
      const presented = await sessions.loadOptional(environment, input);
      const sent = await store.guessCode(database, environment.id, id);
      const matching =
        sent &&
        vault
          .macs(purpose(environment, id), code)
          .find((candidate) => safeEqual(candidate, sent.code_mac));
      if (!sent || matching === undefined) {
        await users.recordFailure(environment, owner.id);
        throw apiError('otp_code_not_found');
      }
      assertAttributesMatch(sent, attributes, input.options);
      return database
        .transaction(async (tx) => {
          const now = environment.now();
          const values = { environment: environment.id, factor: id, mac: matching, now };
          // The user before the code, as whoever deletes a user locks them.
          const before = await users.lock(tx, environment, owner.id);
          if (!(await store.consumeCode(tx, values))) throw apiError('unable_to_auth_otp_code');
          users.assertNotLocked(environment, before);
          const factor = before.factors.find((one) => one.id === id);
          if (!factor) throw apiError('otp_code_not_found');
          const user = await users.markAuthenticated(tx, environment, before, id);
          const recorded = await sessions.record(tx, environment, {
            user,
            factor: provenFactor(environment, factor, sent.channel),
            presented,
            options: input,
            attributes,
          });
          return { user, recorded };
        })
        .then(async ({ user, recorded }) => ({
          ...(await sessions.answer(environment, user, recorded)),
          user,
          methodId: input.method_id,
        }));
    },
  };
}

/** The session's note of the proof (behaviour-core 2.8). */
function provenFactor(environment: Environment, factor: Factor, channel: Channel): ProvenFactor {
  const id = factorWireId(environment.kind, factor);
  return factor.kind === 'email'
    ? {
        type: 'otp',
        delivery_method: 'email',
        email_factor: { email_id: id, email_address: factor.data.address },
      }
    : {
        type: 'otp',
        delivery_method: channel,
        phone_number_factor: { phone_id: id, phone_number: factor.identifier },
      };
}
