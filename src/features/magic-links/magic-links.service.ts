import { MINUTE } from '../../platform/clock.ts';
import { hashToken, newToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { MagicLinkTable } from '../../platform/db/schema.ts';
import { orderedId, wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { assertTemplate } from '../messages/email-templates.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Locale } from '../messages/templates/render-mail.ts';
import { assertCodeChallenge, verifyPkce } from '../pkce/pkce.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { resolveRedirectUrl } from '../redirect-urls/matching.ts';
import { magicLinkUrlErrors } from '../redirect-urls/parameter-errors.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type {
  LiveSession,
  SessionAnswer,
  SessionOptions,
  SessionSelector,
  Sessions,
} from '../sessions/sessions.service.ts';
import type { FactorOf } from '../users/factor.ts';
import { type EmailIdentity, readAttributes, readEmail } from '../users/identifiers.ts';
import { factorWireId } from '../users/present-user.ts';
import { factorsOf, isLocked, type UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import type { Attributes, Name } from '../users/wire.ts';
import * as store from './magic-link.store.ts';

/** Minutes, where the caller gives none (behaviour-messaging-oauth 3.4). */
const DEFAULT_EXPIRATION = { login: 60, signup: 10_080, invite: 60, embedded: 60 };
/** An email added through a send vanishes unless it is authenticated this soon (3.6). */
const PROVISIONAL = 5 * MINUTE;

export interface MailOptions {
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
  code_challenge?: string | undefined;
  login_magic_link_url?: string | undefined;
  signup_magic_link_url?: string | undefined;
  login_expiration_minutes?: number | undefined;
  signup_expiration_minutes?: number | undefined;
  login_template_id?: string | undefined;
  signup_template_id?: string | undefined;
}

export interface SendInput extends MailOptions, SessionSelector {
  email: string;
  user_id?: string | undefined;
}

export interface LoginOrCreateInput extends MailOptions {
  email: string;
  create_user_as_pending?: boolean | undefined;
}

export interface InviteInput {
  email: string;
  name?: Name | undefined;
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
  invite_magic_link_url?: string | undefined;
  invite_expiration_minutes?: number | undefined;
  invite_template_id?: string | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
  untrusted_metadata?: Record<string, unknown> | undefined;
}

export interface AuthenticateInput extends SessionSelector, SessionOptions {
  token: string;
  attributes?: Attributes | undefined;
  options?: { ip_match_required?: boolean; user_agent_match_required?: boolean } | undefined;
  code_verifier?: string | undefined;
}

export interface Sent {
  user: UserRecord;
  email: FactorOf<'email'>;
  created: boolean;
}

export interface MagicLinks {
  send(environment: Environment, input: SendInput): Promise<Sent>;
  loginOrCreate(environment: Environment, input: LoginOrCreateInput): Promise<Sent>;
  invite(environment: Environment, input: InviteInput): Promise<Sent>;
  revokeInvite(environment: Environment, email: string): Promise<void>;
  /** An embeddable link's token, which nothing is sent for. */
  create(
    environment: Environment,
    input: { user_id: string; expiration_minutes?: number; attributes?: Attributes },
  ): Promise<{ user: UserRecord; token: string }>;
  authenticate(
    environment: Environment,
    input: AuthenticateInput,
  ): Promise<SessionAnswer & { user: UserRecord; methodId: string }>;
  /** Where the redirect page forwards to; undefined for an unknown token. Consumes nothing. */
  redirectTarget(
    environment: Environment,
    token: string,
  ): Promise<{ url: string; kind: MagicLinkTable['kind'] } | undefined>;
}

export interface MagicLinksDependencies {
  database: Database;
  users: Users;
  sessions: Sessions;
  messages: Messages;
  /** Base URL of the links in mails. */
  publicUrl: string;
}

interface Plan {
  kind: 'login' | 'signup' | 'invite';
  redirectUrl: string;
  expirationMinutes: number;
  locale: Locale;
  codeChallenge: string | null;
  attributes: Required<Attributes>;
}

export function createMagicLinks(dependencies: MagicLinksDependencies): MagicLinks {
  const { database, users, sessions, messages, publicUrl } = dependencies;

  const emailOf = (user: UserRecord, identifier: string): FactorOf<'email'> | undefined =>
    factorsOf(user, 'email').find((factor) => factor.identifier === identifier);

  /** Checks everything a mail depends on before anything is written (3.5: both URLs, always). */
  function planner(environment: Environment, input: MailOptions): (user?: UserRecord) => Plan {
    if (input.code_challenge !== undefined) assertCodeChallenge(input.code_challenge);
    const attributes = readAttributes(input.attributes);
    assertTemplate(input.login_template_id);
    assertTemplate(input.signup_template_id);
    const { redirectUrls } = environment;
    const { LOGIN, SIGNUP } = magicLinkUrlErrors;
    const login = resolveRedirectUrl(redirectUrls, 'LOGIN', input.login_magic_link_url, LOGIN);
    const signup = resolveRedirectUrl(redirectUrls, 'SIGNUP', input.signup_magic_link_url, SIGNUP);
    messages.assertDeliverable(environment);
    const common = {
      locale: input.locale ?? 'en',
      codeChallenge: input.code_challenge ?? null,
      attributes,
    };
    // The user's state now decides; a pending or new one gets the signup mail.
    return (user) =>
      user?.status === 'active'
        ? {
            ...common,
            kind: 'login',
            redirectUrl: login,
            expirationMinutes: input.login_expiration_minutes ?? DEFAULT_EXPIRATION.login,
          }
        : {
            ...common,
            kind: 'signup',
            redirectUrl: signup,
            expirationMinutes: input.signup_expiration_minutes ?? DEFAULT_EXPIRATION.signup,
          };
  }

  async function insertLink(
    tx: Executor,
    environment: Environment,
    link: Pick<
      MagicLinkTable,
      'kind' | 'user_id' | 'factor_id' | 'redirect_url' | 'code_challenge'
    >,
    attributes: Required<Attributes>,
    expirationMinutes: number,
  ): Promise<{ token: string; id: string }> {
    const token = newToken();
    const now = environment.now();
    const id = orderedId();
    await store.insertMagicLink(tx, {
      ...link,
      environment_id: environment.id,
      token_hash: hashToken(token),
      id,
      ip_address: attributes.ip_address,
      user_agent: attributes.user_agent,
      created_at: now,
      expires_at: now + expirationMinutes * MINUTE,
    });
    return { token, id };
  }

  /** Link and mail, in the caller's transaction. */
  async function mail(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    email: FactorOf<'email'>,
    plan: Plan,
  ): Promise<void> {
    const { token } = await insertLink(
      tx,
      environment,
      {
        kind: plan.kind,
        user_id: user.id,
        factor_id: email.id,
        redirect_url: plan.redirectUrl,
        code_challenge: plan.codeChallenge,
      },
      plan.attributes,
      plan.expirationMinutes,
    );
    const query = new URLSearchParams({
      public_token: environment.publicTokens[0] ?? '',
      stytch_token_type: 'magic_links',
      token,
    });
    await messages.queueMail(tx, environment, {
      kind: plan.kind,
      locale: plan.locale,
      recipient: email.data.address,
      link: `${publicUrl}/v1/magic_links/redirect?${query}`,
      token,
      expirationMinutes: plan.expirationMinutes,
    });
  }

  /** The user of the address, made if there is none; a race for the address has one winner. */
  async function findOrCreate(
    environment: Environment,
    email: EmailIdentity,
    create: (tx: Executor) => Promise<UserRecord>,
    then: (tx: Executor, user: UserRecord, created: boolean) => Promise<Sent>,
  ): Promise<Sent> {
    const found = await users.findByIdentifier(environment, 'email', email.identifier);
    if (found) return database.transaction((tx) => then(tx, found, false));
    try {
      return await database.transaction(async (tx) => then(tx, await create(tx), true));
    } catch (error) {
      const other =
        (error as { type?: string }).type === 'duplicate_email' &&
        (await users.findByIdentifier(environment, 'email', email.identifier));
      if (!other) throw error;
      return database.transaction((tx) => then(tx, other, false));
    }
  }

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
    if (emailOf(user, email.identifier)) return user;
    if (user.factors.some((factor) => !factor.verified && factor.kind !== 'password')) {
      throw apiError('too_many_unverified_factors');
    }
    const expiresAt = environment.now() + PROVISIONAL;
    return users.addProvisionalEmail(tx, environment, user, email, expiresAt);
  }

  async function sendTo(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    email: EmailIdentity,
    plan: Plan,
  ): Promise<FactorOf<'email'>> {
    const factor = emailOf(user, email.identifier);
    if (!factor) throw apiError('email_not_found');
    await mail(tx, environment, user, factor, plan);
    return factor;
  }

  function assertAttributes(link: MagicLinkTable, input: AuthenticateInput): Required<Attributes> {
    const now = readAttributes(input.attributes);
    const { ip_match_required, user_agent_match_required } = input.options ?? {};
    // A side without the attribute matches nothing (3.7).
    const differs = (stored: string, given: string) => stored === '' || stored !== given;
    if (
      (ip_match_required && differs(link.ip_address, now.ip_address)) ||
      (user_agent_match_required && differs(link.user_agent, now.user_agent))
    ) {
      throw apiError('attribute_mismatch');
    }
    return now;
  }

  function proof(
    environment: Environment,
    link: MagicLinkTable,
    user: UserRecord,
  ): { factor: ProvenFactor; methodId: string } {
    if (link.kind === 'embedded') {
      const embedded_id = wireId('embeddable-magic-link', environment.kind, link.id);
      return {
        methodId: embedded_id,
        factor: {
          type: 'magic_link',
          delivery_method: 'embedded',
          embeddable_magic_link_factor: { embedded_id },
        },
      };
    }
    // The address may have been deleted, or was provisional and its time is over.
    const email = factorsOf(user, 'email').find((factor) => factor.id === link.factor_id);
    if (!email) throw apiError('magic_link_not_found');
    const email_id = factorWireId(environment.kind, email);
    return {
      methodId: email_id,
      factor: {
        type: 'magic_link',
        delivery_method: 'email',
        email_factor: { email_id, email_address: email.data.address },
      },
    };
  }

  async function findLink(environment: Environment, token: string) {
    const hash = hashToken(token);
    const { version, link } = await store.findMagicLink(database, environment.id, hash);
    confirmVersion(environment, version);
    return link && safeEqual(link.token_hash, hash) ? link : undefined;
  }

  /** Everything that leaves the token usable when it fails comes before the one that uses it up. */
  async function consume(
    environment: Environment,
    link: MagicLinkTable,
    presented: LiveSession | undefined,
    input: AuthenticateInput,
    attributes: Required<Attributes>,
  ) {
    return database.transaction(async (tx) => {
      const now = environment.now();
      if (!(await store.consumeMagicLink(tx, environment.id, link.token_hash, now))) {
        throw apiError('unable_to_auth_magic_link');
      }
      const before = await users.lock(tx, environment, link.user_id);
      if (isLocked(before, now)) throw apiError('user_lock_limit_reached');
      const { factor, methodId } = proof(environment, link, before);
      const user = await users.markAuthenticated(tx, environment, before, link.factor_id);
      const recorded = await sessions.record(tx, environment, {
        user,
        factor,
        presented,
        options: input,
        attributes,
      });
      return { user, methodId, recorded };
    });
  }

  return {
    async send(environment, input) {
      const email = readEmail(input.email);
      const plan = planner(environment, input);
      const selected = await selectedUser(environment, input);
      const found =
        selected ?? (await users.findByIdentifier(environment, 'email', email.identifier));
      if (!found) throw apiError('email_not_found');
      const sent = await database.transaction(async (tx) => {
        const user = selected ? await attach(tx, environment, selected, email) : found;
        const factor = await sendTo(tx, environment, user, email, plan(user));
        return { user, email: factor, created: false };
      });
      messages.nudge();
      return sent;
    },

    async loginOrCreate(environment, input) {
      const email = readEmail(input.email);
      const plan = planner(environment, input);
      const sent = await findOrCreate(
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
          email: await sendTo(tx, environment, user, email, plan(created ? undefined : user)),
        }),
      );
      messages.nudge();
      return sent;
    },

    async invite(environment, input) {
      const email = readEmail(input.email);
      const { INVITE } = magicLinkUrlErrors;
      assertTemplate(input.invite_template_id);
      const plan: Plan = {
        kind: 'invite',
        redirectUrl: resolveRedirectUrl(
          environment.redirectUrls,
          'INVITE',
          input.invite_magic_link_url,
          INVITE,
        ),
        expirationMinutes: input.invite_expiration_minutes ?? DEFAULT_EXPIRATION.invite,
        locale: input.locale ?? 'en',
        codeChallenge: null,
        attributes: readAttributes(input.attributes),
      };
      messages.assertDeliverable(environment);
      const { name, attributes, trusted_metadata, untrusted_metadata } = input;
      const details = { name, attributes, trusted_metadata, untrusted_metadata };
      const sent = await findOrCreate(
        environment,
        email,
        (tx) =>
          users.createWithin(tx, environment, { ...details, email: input.email, pending: true }),
        async (tx, user, created) => {
          // Inviting a pending user again sends again; an active one needs no invitation (3.8).
          if (user.status === 'active') throw apiError('duplicate_email');
          return { user, created, email: await sendTo(tx, environment, user, email, plan) };
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

    async create(environment, input) {
      const attributes = readAttributes(input.attributes);
      const user = await users.get(environment, input.user_id);
      const { token } = await insertLink(
        database,
        environment,
        {
          kind: 'embedded',
          user_id: user.id,
          factor_id: null,
          redirect_url: null,
          code_challenge: null,
        },
        attributes,
        input.expiration_minutes ?? DEFAULT_EXPIRATION.embedded,
      );
      return { user, token };
    },

    async authenticate(environment, input) {
      const link = await findLink(environment, input.token);
      if (!link) throw apiError('magic_link_not_found');
      if (link.used_at !== null || link.expires_at <= environment.now()) {
        throw apiError('unable_to_auth_magic_link');
      }
      const presented = await sessions.loadOptional(environment, input);
      const attributes = assertAttributes(link, input);
      verifyPkce(link.code_challenge, input.code_verifier);
      const { user, methodId, recorded } = await consume(
        environment,
        link,
        presented,
        input,
        attributes,
      );
      return { ...(await sessions.answer(environment, user, recorded)), user, methodId };
    },

    async redirectTarget(environment, token) {
      const link = await findLink(environment, token);
      return link && link.redirect_url !== null
        ? { url: link.redirect_url, kind: link.kind }
        : undefined;
    },
  };
}
