import type { Updateable } from 'kysely';
import { isUniqueViolation } from '../../platform/db/errors.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { FactorKind, FactorTable, UserTable } from '../../platform/db/schema.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { readId } from '../ids.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { readRoles } from '../rbac/roles.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import { factorIdKind } from './factor.ts';
import {
  type EmailIdentity,
  readAttributes,
  readEmail,
  readExternalId,
  readPhoneNumber,
  readUserId,
} from './identifiers.ts';
import { assertDeletable } from './last-factor.ts';
import { mergeMetadata } from './metadata.ts';
import { mergeName, nameSearchText, noName, type StoredName } from './name.ts';
import { emailFactorRow, factorFromRow, phoneFactorRow } from './new-factor.ts';
import { factorWireId } from './present-user.ts';
import * as store from './user.store.ts';
import type { UserRecord } from './user-record.ts';
import type { Attributes, Name } from './wire.ts';

export interface NewUser {
  email?: string | undefined;
  phone_number?: string | undefined;
  name?: Name | undefined;
  attributes?: Attributes | undefined;
  pending?: boolean | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
  untrusted_metadata?: Record<string, unknown> | undefined;
  external_id?: string | undefined;
  roles?: string[] | undefined;
}

export type UserChanges = Pick<
  NewUser,
  'name' | 'attributes' | 'trusted_metadata' | 'untrusted_metadata' | 'external_id' | 'roles'
>;

export interface Users {
  create(environment: Environment, input: NewUser): Promise<UserRecord>;
  /** The same inside a caller's transaction; nothing is confirmed but the environment. */
  createWithin(tx: Executor, environment: Environment, input: NewUser): Promise<UserRecord>;
  /** By our id or external id; 404 `user_not_found`. */
  get(environment: Environment, userId: string): Promise<UserRecord>;
  /** By a factor's identifier (folded address, number ...), confirmed; undefined where none. */
  findByIdentifier(
    environment: Environment,
    kind: FactorKind,
    identifier: string,
  ): Promise<UserRecord | undefined>;
  update(environment: Environment, userId: string, changes: UserChanges): Promise<UserRecord>;
  delete(environment: Environment, userId: string): Promise<UserRecord>;
  /** The same inside a caller's transaction, by uuid. */
  deleteWithin(tx: Executor, environment: Environment, id: string): Promise<void>;
  /** Every user of the environment with factors, sessions and links. */
  deleteAllWithin(tx: Executor, environment: Environment): Promise<void>;
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
    target: { email_address?: string | undefined; phone_number?: string | undefined },
  ): Promise<UserRecord>;
  /** Adds an unverified email that vanishes at `expiresAt`; 400 if it is another user's. */
  addProvisionalEmail(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    email: EmailIdentity,
    expiresAt: number,
  ): Promise<UserRecord>;
  /** Records the first success of a factor: verified for good, user active, failures forgotten. */
  markAuthenticated(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    factorId: string | null,
  ): Promise<UserRecord>;
  /** Re-reads a user under the lock of its row. */
  lock(tx: Executor, environment: Environment, id: string): Promise<UserRecord>;
}

const conflictOf = (kind: FactorKind): ErrorType =>
  kind === 'email' ? 'duplicate_email' : 'duplicate_phone_number';

export function createUsers(database: Database, sessions: Pick<Sessions, 'dropFactor'>): Users {
  async function insertFactor(
    tx: Executor,
    environment: Environment,
    row: FactorTable,
    conflict: ErrorType,
  ): Promise<void> {
    if (await store.insertFactor(tx, row)) return;
    const { kind, identifier } = row;
    const now = environment.now();
    // The identifier may be held by a provisional factor whose time is over.
    await store.deleteExpiredFactor(tx, environment.id, kind, identifier, now);
    if (!(await store.insertFactor(tx, row))) throw apiError(conflict);
  }

  async function createWithin(
    tx: Executor,
    environment: Environment,
    input: NewUser,
  ): Promise<UserRecord> {
    const now = environment.now();
    const id = orderedId();
    const email = input.email === undefined ? undefined : readEmail(input.email);
    const phone =
      input.phone_number === undefined ? undefined : readPhoneNumber(input.phone_number);
    const name = mergeName(noName, input.name);
    const roles = readRoles(environment.settings.rbac_policy, input.roles ?? []);
    const trusted = mergeMetadata({}, input.trusted_metadata);
    const untrusted = mergeMetadata({}, input.untrusted_metadata);
    const externalId = input.external_id === undefined ? null : readExternalId(input.external_id);
    const status = input.pending ? 'pending' : 'active';
    const inserted = await store.insertUser(tx, {
      environment_id: environment.id,
      id,
      status,
      ...name,
      name_search: nameSearchText(name),
      external_id: externalId,
      trusted_metadata: encodeJson(trusted),
      untrusted_metadata: encodeJson(untrusted),
      roles: encodeJson(roles),
      attributes: encodeJson(readAttributes(input.attributes)),
      created_at: now,
    });
    if (!inserted) throw apiError('duplicate_user_external_id');
    confirmVersion(environment, inserted.version);
    const factor = () => ({ environmentId: environment.id, userId: id, id: orderedId(), now });
    const rows: FactorTable[] = [];
    if (email) rows.push(emailFactorRow(factor(), email));
    if (phone) rows.push(phoneFactorRow(factor(), phone));
    for (const row of rows) await insertFactor(tx, environment, row, conflictOf(row.kind));
    return {
      id,
      status,
      firstName: name.first_name,
      middleName: name.middle_name,
      lastName: name.last_name,
      externalId,
      trustedMetadata: trusted,
      untrustedMetadata: untrusted,
      roles,
      createdAt: now,
      lockCreatedAt: null,
      lockExpiresAt: null,
      factors: rows.map(factorFromRow),
    };
  }

  async function find(environment: Environment, selector: store.UserSelector) {
    const now = environment.now();
    const { version, user } = await store.findUser(database, environment.id, selector, now);
    confirmVersion(environment, version);
    return user;
  }

  async function get(environment: Environment, userId: string): Promise<UserRecord> {
    const user = await find(environment, readUserId(environment, userId));
    if (!user) throw apiError('user_not_found');
    return user;
  }

  async function lock(tx: Executor, environment: Environment, id: string): Promise<UserRecord> {
    await store.lockUser(tx, environment.id, id);
    const selector = { by: 'id', id } as const;
    const { version, user } = await store.findUser(tx, environment.id, selector, environment.now());
    confirmVersion(environment, version);
    if (!user) throw apiError('user_not_found');
    return user;
  }

  /** Decides over the newest state of a user, one decision at a time. */
  async function change<T>(
    environment: Environment,
    id: string,
    edit: (tx: Executor, user: UserRecord) => Promise<T>,
  ): Promise<T> {
    return database.transaction(async (tx) => edit(tx, await lock(tx, environment, id)));
  }

  const storedName = (user: UserRecord): StoredName => ({
    first_name: user.firstName,
    middle_name: user.middleName,
    last_name: user.lastName,
  });

  function rowChanges(
    environment: Environment,
    user: UserRecord,
    changes: UserChanges,
  ): Updateable<UserTable> {
    const row: Updateable<UserTable> = {};
    if (changes.name !== undefined) {
      const name = mergeName(storedName(user), changes.name);
      Object.assign(row, name, { name_search: nameSearchText(name) });
    }
    if (changes.trusted_metadata !== undefined) {
      const merged = mergeMetadata(user.trustedMetadata, changes.trusted_metadata);
      row.trusted_metadata = encodeJson(merged);
    }
    if (changes.untrusted_metadata !== undefined) {
      const merged = mergeMetadata(user.untrustedMetadata, changes.untrusted_metadata);
      row.untrusted_metadata = encodeJson(merged);
    }
    if (changes.external_id !== undefined) row.external_id = readExternalId(changes.external_id);
    if (changes.roles !== undefined) {
      row.roles = encodeJson(readRoles(environment.settings.rbac_policy, changes.roles));
    }
    if (changes.attributes !== undefined) {
      row.attributes = encodeJson(readAttributes(changes.attributes));
    }
    return row;
  }

  return {
    create: (environment, input) =>
      database.transaction((tx) => createWithin(tx, environment, input)),
    createWithin,
    get,
    findByIdentifier: (environment, kind, identifier) =>
      find(environment, { by: 'identifier', kind, identifier }),
    lock,

    async update(environment, userId, changes) {
      const { id } = await get(environment, userId);
      try {
        return await change(environment, id, async (tx, user) => {
          const row = rowChanges(environment, user, changes);
          if (Object.keys(row).length === 0) return user;
          await store.updateUser(tx, environment.id, id, row);
          return lock(tx, environment, id);
        });
      } catch (error) {
        if (isUniqueViolation(error)) throw apiError('duplicate_user_external_id');
        throw error;
      }
    },

    async delete(environment, userId) {
      const user = await get(environment, userId);
      const deleted = await store.deleteUser(database, environment.id, user.id);
      if (deleted === 0) throw apiError('user_not_found');
      return user;
    },

    async deleteWithin(tx, environment, id) {
      await store.deleteUser(tx, environment.id, id);
    },

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
      const owner = await find(environment, { by: 'factor', kind, id });
      if (!owner) throw apiError(errors.notFound);
      return change(environment, owner.id, async (tx, user) => {
        const factor = user.factors.find((one) => one.id === id);
        if (!factor) throw apiError(errors.notFound);
        assertDeletable(user, factor, environment.settings);
        await store.deleteFactor(tx, environment.id, id);
        const wireId = factorWireId(environment.kind, factor);
        await sessions.dropFactor(tx, environment, user.id, wireId);
        return { ...user, factors: user.factors.filter((one) => one.id !== id) };
      });
    },

    async exchangePrimaryFactor(environment, userId, target) {
      const { email_address, phone_number } = target;
      if ((email_address === undefined) === (phone_number === undefined)) {
        throw apiError('invalid_exchange_primary_factor_fields');
      }
      const email = email_address === undefined ? undefined : readEmail(email_address);
      const phone = phone_number === undefined ? undefined : readPhoneNumber(phone_number);
      const { id } = await get(environment, userId);
      return change(environment, id, async (tx, user) => {
        const [only] = user.factors;
        if (!only || user.factors.length > 1) {
          throw apiError('invalid_exchange_primary_factor_user');
        }
        const now = environment.now();
        const factor = { environmentId: environment.id, userId: id, id: orderedId(), now };
        const row = email ? emailFactorRow(factor, email) : phoneFactorRow(factor, phone as string);
        if (row.kind === only.kind && row.identifier === only.identifier) {
          throw apiError(conflictOf(row.kind));
        }
        await insertFactor(tx, environment, row, conflictOf(row.kind));
        await store.deleteFactor(tx, environment.id, only.id);
        const wireId = factorWireId(environment.kind, only);
        await sessions.dropFactor(tx, environment, id, wireId);
        return { ...user, factors: [factorFromRow(row)] };
      });
    },

    async addProvisionalEmail(tx, environment, user, email, expiresAt) {
      const factor = {
        environmentId: environment.id,
        userId: user.id,
        id: orderedId(),
        now: environment.now(),
        expiresAt,
      };
      const row = emailFactorRow(factor, email);
      await insertFactor(tx, environment, row, 'duplicate_email');
      return { ...user, factors: [...user.factors, factorFromRow(row)] };
    },

    async markAuthenticated(tx, environment, user, factorId) {
      const factor = user.factors.find((one) => one.id === factorId);
      if (factor && !factor.verified) await store.verifyFactor(tx, environment.id, factor.id);
      if (user.status === 'pending') {
        await store.updateUser(tx, environment.id, user.id, { status: 'active' });
      }
      return {
        ...user,
        status: 'active',
        factors: user.factors.map((one) =>
          one === factor ? { ...one, verified: true, expiresAt: null } : one,
        ),
      };
    },
  };
}
