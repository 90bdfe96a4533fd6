import { deleteSurplus } from '../../platform/db/delete-surplus.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { FactorKind } from '../../platform/db/schema.ts';
import type { Channel } from '../../platform/messaging/provider.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { readId } from '../ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import {
  addContact,
  deleteFactor,
  type ExchangeTarget,
  exchangeFor,
  markAuthenticated,
  verifyFactor,
} from './change-factors.ts';
import type { Contact } from './contact.ts';
import { createUser } from './create-user.ts';
import { type FactorData, type FactorOf, factorIdKind } from './factor.ts';
import {
  assertNotLocked,
  clearLock,
  type FailureOutcome,
  recordFailure,
} from './failed-attempts.ts';
import { findRecipient, findUser, lockUser } from './find-user.ts';
import { readUserId } from './identifiers.ts';
import type { WalletIdentity } from './new-factor.ts';
import type { GivenFactors, NewUser, UserChanges } from './new-user.ts';
import { type OAuthAccount, putOAuthRegistration } from './oauth-registrations.ts';
import { putPassword } from './password-factor.ts';
import { type Added, addTotp, addWallet, dropClaim } from './second-factors.ts';
import { updateUser } from './update-user.ts';
import * as store from './user.store.ts';
import type { UserRecord } from './user-record.ts';
import { addWebauthnRegistration, renameWebauthnRegistration } from './webauthn-registrations.ts';

export type { NewUser, UserChanges } from './new-user.ts';

export interface Users {
  create(environment: Environment, input: NewUser): Promise<UserRecord>;
  /** The same inside a caller's transaction; nothing is confirmed but the environment. */
  createWithin(
    tx: Executor,
    environment: Environment,
    input: NewUser,
    given?: GivenFactors,
  ): Promise<UserRecord>;
  /** By our id or external id; 404 `user_not_found`. */
  get(environment: Environment, userId: string): Promise<UserRecord>;
  /**
   * By a factor's identifier (folded address, number ...), confirmed; undefined where nobody has
   * it verified or for good.
   */
  findByIdentifier(
    environment: Environment,
    kind: FactorKind,
    identifier: string,
  ): Promise<UserRecord | undefined>;
  /**
   * Who has the contact that something is to be sent to, confirmed; undefined where nobody has.
   * 400 `unsubscribed_phone_number` or `inactive_email` where nothing must go there any more.
   */
  findRecipient(
    environment: Environment,
    channel: Channel,
    contact: Contact,
  ): Promise<UserRecord | undefined>;
  /** By the uuid of a factor, confirmed; undefined where none. */
  findByFactor(
    environment: Environment,
    kind: FactorKind,
    id: string,
  ): Promise<UserRecord | undefined>;
  /** Who has an account at the OAuth provider, newest first; for the stand-in's page. */
  listByProvider(environment: Environment, provider: string, limit: number): Promise<UserRecord[]>;
  update(environment: Environment, userId: string, changes: UserChanges): Promise<UserRecord>;
  /** The same inside a caller's transaction that has locked the user. */
  updateWithin(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    changes: UserChanges,
  ): Promise<UserRecord>;
  delete(environment: Environment, userId: string): Promise<UserRecord>;
  /** The same inside a caller's transaction, by uuid. */
  deleteWithin(tx: Executor, environment: Environment, id: string): Promise<void>;
  /**
   * Every user of the environment with factors, sessions and links. `deleteSurplus` comes first, so
   * that there are few.
   */
  deleteAllWithin(tx: Executor, environment: Environment): Promise<void>;
  /** All users but a few, in many transactions. */
  deleteSurplus(environment: Environment): Promise<void>;
  deleteExternalId(environment: Environment, userId: string): Promise<UserRecord>;
  deleteFactor(
    environment: Environment,
    kind: FactorKind,
    factorId: string,
    errors: { malformed: ErrorType; notFound: ErrorType },
  ): Promise<UserRecord>;
  exchangePrimaryFactor(
    environment: Environment,
    userId: string,
    target: ExchangeTarget,
  ): Promise<UserRecord>;
  /** Adds an unverified contact that vanishes at `expiresAt`; 400 if it is another user's. */
  addProvisionalContact(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    contact: Contact,
    expiresAt: number,
  ): Promise<UserRecord>;
  /** Puts a contact on a locked user for good; 400 if it is another user's. */
  addContact(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    contact: Contact,
  ): Promise<UserRecord>;
  /** Marks a factor of a locked user as proven, for good. */
  verifyFactor(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    factorId: string,
  ): Promise<UserRecord>;
  /**
   * Gives a locked user the factor of a password, or says of the one it has whether it must be
   * reset. The hash is the passwords feature's.
   */
  putPassword(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    password: { requiresReset: boolean },
  ): Promise<{ user: UserRecord; factor: FactorOf<'password'> }>;
  /** Gives a locked user the factor of an authenticator app, unusable from `expiresAt` on. */
  addTotp(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    expiresAt: number,
  ): Promise<Added<'totp'>>;
  /**
   * Gives a locked or new user an unverified wallet, unless it has it; `expiresAt` null is for
   * good. 400 `duplicate_wallet_address`.
   */
  addWallet(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    wallet: WalletIdentity,
    expiresAt: number | null,
  ): Promise<Added<'crypto_wallet'>>;
  /** Gives a locked user a proven registration; 400 `duplicate_webauthn_registration`. */
  addWebauthnRegistration(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    registration: { credentialId: string; data: FactorData['webauthn_registration'] },
  ): Promise<Added<'webauthn_registration'>>;
  /** Of a locked user, by uuid; 404 `webauthn_registration_not_found`. */
  renameWebauthnRegistration(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    id: string,
    name: string,
  ): Promise<FactorOf<'webauthn_registration'>>;
  /**
   * Gives a locked or new user an account at a provider, or brings up to date what it shows of it;
   * undefined where the account is another user's.
   */
  putOAuthRegistration(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    account: OAuthAccount,
  ): Promise<Added<'oauth'> | undefined>;
  /** Takes an identifier from a user who has it provisionally and never proved it. */
  dropClaim(
    tx: Executor,
    environment: Environment,
    kind: FactorKind,
    identifier: string,
  ): Promise<number>;
  /** Records a success: the factor, if one is named, is verified for good, the user active. */
  markAuthenticated(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    factorId: string | null,
  ): Promise<UserRecord>;
  /** 429 `user_lock_limit_reached` while the user is locked. */
  assertNotLocked(environment: Environment, user: UserRecord): void;
  /** Counts a wrong code or password, which may lock the user. */
  recordFailure(environment: Environment, userId: string, tx?: Executor): Promise<FailureOutcome>;
  /** Forgets lock and failures of a user whom the transaction has locked. */
  clearLock(tx: Executor, environment: Environment, user: UserRecord): Promise<UserRecord>;
  /**
   * Re-reads a user under the lock of its row. Where the user is gone meanwhile it throws what
   * `gone` makes, as what hung on the user is gone too; else 404 `user_not_found`.
   */
  lock(tx: Executor, environment: Environment, id: string, gone?: () => Error): Promise<UserRecord>;
}

export function createUsers(database: Database, sessions: Pick<Sessions, 'dropFactor'>): Users {
  async function get(environment: Environment, userId: string): Promise<UserRecord> {
    const user = await findUser(database, environment, readUserId(environment, userId));
    if (!user) throw apiError('user_not_found');
    return user;
  }

  /** Decides over the newest state of a user, one decision at a time. */
  async function change<T>(
    environment: Environment,
    id: string,
    edit: (tx: Executor, user: UserRecord) => Promise<T>,
  ): Promise<T> {
    return database.transaction(async (tx) => edit(tx, await lockUser(tx, environment, id)));
  }

  return {
    create: (environment, input) =>
      database.transaction((tx) => createUser(tx, environment, input)),
    createWithin: createUser,
    get,
    findByIdentifier: (environment, kind, identifier) =>
      findUser(database, environment, { by: 'identifier', kind, identifier }),
    findRecipient: (environment, channel, contact) =>
      findRecipient(database, environment, channel, contact),
    findByFactor: (environment, kind, id) =>
      findUser(database, environment, { by: 'factor', kind, id }),
    listByProvider: (environment, provider, limit) =>
      store.listUsersByProvider(database, environment.id, provider, environment.now(), limit),
    lock: lockUser,

    async update(environment, userId, changes) {
      const { id } = await get(environment, userId);
      return change(environment, id, (tx, user) => updateUser(tx, environment, user, changes));
    },

    async delete(environment, userId) {
      const user = await get(environment, userId);
      // It cascades over many rows and may meet others who lock some: a deadlock is tried again.
      const deleted = await database.transaction((tx) =>
        store.deleteUser(tx, environment.id, user.id),
      );
      if (deleted === 0) throw apiError('user_not_found');
      return user;
    },

    async deleteWithin(tx, environment, id) {
      await store.deleteUser(tx, environment.id, id);
    },

    deleteSurplus: (environment) => deleteSurplus(database, 'users', 'id', environment.id),

    async deleteAllWithin(tx, environment) {
      await store.deleteAllUsers(tx, environment.id);
    },

    async deleteExternalId(environment, userId) {
      const { id } = await get(environment, userId);
      return change(environment, id, async (tx, user) => {
        await store.updateUser(tx, environment.id, id, { external_id: null });
        return { ...user, externalId: null };
      });
    },

    async deleteFactor(environment, kind, factorId, errors) {
      const id = readId(environment, factorIdKind[kind], factorId, errors.malformed);
      const owner = await findUser(database, environment, { by: 'factor', kind, id });
      if (!owner) throw apiError(errors.notFound);
      return change(environment, owner.id, async (tx, user) => {
        const factor = user.factors.find((one) => one.id === id);
        if (!factor) throw apiError(errors.notFound);
        return deleteFactor(tx, environment, sessions, user, factor);
      });
    },

    async exchangePrimaryFactor(environment, userId, target) {
      const exchange = exchangeFor(target);
      const { id } = await get(environment, userId);
      return change(environment, id, (tx, user) => exchange(tx, environment, sessions, user));
    },

    updateWithin: updateUser,
    addContact: (tx, environment, user, contact) =>
      addContact(tx, environment, user, contact, null),
    addProvisionalContact: addContact,
    verifyFactor,
    putPassword,
    addTotp,
    addWallet,
    addWebauthnRegistration,
    renameWebauthnRegistration,
    putOAuthRegistration,
    dropClaim,
    markAuthenticated,
    assertNotLocked,
    recordFailure: (environment, userId, tx = database) => recordFailure(tx, environment, userId),
    clearLock,
  };
}
