import type { Database, Executor } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { apiError } from '../catalogue.ts';
import { type Environment, StaleEnvironment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { FactorOf } from '../users/factor.ts';
import { oauthIdentifier } from '../users/oauth-registrations.ts';
import { assertRoomForFactor } from '../users/unverified-factors.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { accountOf, nameOf, vouchedEmail } from './identity.ts';
import type { ProviderIdentity } from './provider-client.ts';
import type { ProviderSlug } from './providers/slugs.ts';

export interface Linked {
  user: UserRecord;
  registration: FactorOf<'oauth'>;
  /** The user's address that the provider vouched for; null where there is none. */
  emailFactorId: string | null;
  created: boolean;
}

/** An account that was proven, and the user whom an attach token named beforehand. */
export interface ProvenAccount {
  provider: ProviderSlug;
  identity: ProviderIdentity;
  attachUserId: string | null;
}

type Target = { by: 'attach' | 'registration' | 'email'; userId: string } | { by: 'nobody' };

/** The state of users that a choice rested on has changed: choose again. */
class Overtaken extends Error {}

/** Each lost race means that another call won one. */
const MAX_TRIES = 5;

/** An address that was proven or is there for good: a passing claim is nobody's (3.6). */
const hasEmail = (user: UserRecord, identifier: string): FactorOf<'email'> | undefined =>
  factorsOf(user, 'email').find(
    (one) => one.identifier === identifier && (one.verified || one.expiresAt === null),
  );

/**
 * Decides whose login it is, and writes that down (behaviour-messaging-oauth 5.7): the user of the
 * attach token, else the one who has the account, else the one who has the address that the
 * provider vouches for, else a new one. `then` runs in the same transaction.
 */
export function createLinking({
  database,
  environments,
  users,
}: {
  database: Database;
  environments: Pick<EnvironmentCache, 'reload'>;
  users: Users;
}) {
  async function choose(environment: Environment, account: ProvenAccount): Promise<Target> {
    const { attachUserId } = account;
    if (attachUserId !== null) return { by: 'attach', userId: attachUserId };
    const identifier = oauthIdentifier(accountOf(account));
    const known = await users.findByIdentifier(environment, 'oauth', identifier);
    if (known) return { by: 'registration', userId: known.id };
    const email = vouchedEmail(account.identity);
    const owner = email && (await users.findByIdentifier(environment, 'email', email.identifier));
    return owner && email && hasEmail(owner, email.identifier)
      ? { by: 'email', userId: owner.id }
      : { by: 'nobody' };
  }

  async function lock(
    tx: Executor,
    environment: Environment,
    account: ProvenAccount,
    target: Exclude<Target, { by: 'nobody' }>,
  ): Promise<UserRecord> {
    const gone = () =>
      target.by === 'attach' ? apiError('oauth_flow_callback_error') : new Overtaken();
    const user = await users.lock(tx, environment, target.userId, gone);
    const identifier = oauthIdentifier(accountOf(account));
    const registered = factorsOf(user, 'oauth').some((one) => one.identifier === identifier);
    const email = vouchedEmail(account.identity);
    const holds = {
      attach: true,
      registration: registered,
      email: email !== undefined && hasEmail(user, email.identifier) !== undefined,
    };
    if (!holds[target.by]) throw new Overtaken();
    return user;
  }

  /**
   * Adds the address that the provider vouches for, unless somebody else has it. One that the user
   * has already stays as it is: it is proven when the app finishes the login, which is also what
   * protects whoever owns it from whoever entered it (logins.service.ts).
   */
  async function withEmail(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    identity: ProviderIdentity,
  ): Promise<{ user: UserRecord; emailFactorId: string | null }> {
    const email = vouchedEmail(identity);
    if (!email) return { user, emailFactorId: null };
    const has = (one: FactorOf<'email'>) => one.identifier === email.identifier;
    const own = factorsOf(user, 'email').find(has);
    if (own) return { user, emailFactorId: own.id };
    await users.dropClaim(tx, environment, 'email', email.identifier);
    try {
      const { identifier } = email;
      const added = await users.addContact(tx, environment, user, {
        kind: 'email',
        identifier,
        email,
      });
      const id = factorsOf(added, 'email').find(has)?.id ?? null;
      return {
        user: id === null ? added : await users.verifyFactor(tx, environment, added, id),
        emailFactorId: id,
      };
    } catch (error) {
      if (error instanceof ApiError && error.type === 'duplicate_email') {
        return { user, emailFactorId: null };
      }
      throw error;
    }
  }

  async function create(
    tx: Executor,
    environment: Environment,
    identity: ProviderIdentity,
  ): Promise<UserRecord> {
    const email = vouchedEmail(identity);
    if (email) await users.dropClaim(tx, environment, 'email', email.identifier);
    try {
      return await users.createWithin(
        tx,
        environment,
        { email: email?.address, name: nameOf(identity) },
        { email: true },
      );
    } catch (error) {
      const came = error instanceof ApiError && error.type === 'duplicate_email';
      throw came ? new Overtaken() : error;
    }
  }

  /** Apple tells the name once only, so it is taken whenever the user has none. */
  async function withName(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    identity: ProviderIdentity,
  ): Promise<UserRecord> {
    const nameless = !user.firstName && !user.middleName && !user.lastName;
    const name = nameOf(identity);
    if (!nameless || !Object.values(name).some(Boolean)) return user;
    return users.updateWithin(tx, environment, user, { name });
  }

  async function settle(
    tx: Executor,
    environment: Environment,
    account: ProvenAccount,
    target: Target,
  ): Promise<Linked> {
    const { identity } = account;
    const created = target.by === 'nobody';
    const before = created
      ? await create(tx, environment, identity)
      : await lock(tx, environment, account, target);
    const put = await users.putOAuthRegistration(tx, environment, before, accountOf(account));
    if (!put) {
      // An attach token cannot merge two users.
      throw target.by === 'attach' ? apiError('oauth_flow_callback_error') : new Overtaken();
    }
    const isNew = before.factors.every(({ id }) => id !== put.factor.id);
    // Else whoever entered the address of somebody else keeps a way in.
    if (target.by === 'attach' && isNew) {
      assertRoomForFactor(before, vouchedEmail(identity)?.identifier);
    }
    const { user, emailFactorId } = await withEmail(tx, environment, put.user, identity);
    const named = await withName(tx, environment, user, identity);
    return { user: named, registration: put.factor, emailFactorId, created };
  }

  return async function link<T>(
    first: Environment,
    account: ProvenAccount,
    then: (tx: Executor, environment: Environment, linked: Linked) => Promise<T>,
  ): Promise<T> {
    let environment = first;
    for (let tries = 1; ; tries += 1) {
      try {
        const target = await choose(environment, account);
        return await database.transaction(async (tx) =>
          then(tx, environment, await settle(tx, environment, account, target)),
        );
      } catch (error) {
        const again = error instanceof Overtaken || error instanceof StaleEnvironment;
        if (!again || tries >= MAX_TRIES) throw error;
        environment = (await environments.reload(environment.id)) ?? environment;
      }
    }
  };
}
