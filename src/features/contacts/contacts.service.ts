import { MINUTE } from '../../platform/clock.ts';
import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import type { Channel } from '../../platform/messaging/provider.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { assertMutable } from '../sessions/impersonated.ts';
import type { SessionSelector, Sessions } from '../sessions/sessions.service.ts';
import type { Contact } from '../users/contact.ts';
import { assertRoomForFactor } from '../users/unverified-factors.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';

/** A contact added through a send vanishes unless it is authenticated this soon (messaging 3.6). */
const PROVISIONAL = 5 * MINUTE;

/** Thrown by what `ownerOrNew` runs where the user is gone since they were found. */
export class ContactGone extends Error {}

/** How a send names the user that a contact is added to; at most one of the three. */
export interface UserChoice extends SessionSelector {
  user_id?: string | undefined;
}

/** What a login finds its user by: an address, a number, a wallet. */
export type Identity = Pick<FactorTable, 'kind' | 'identifier'>;

/** Finding and making the user behind an address, a number or a wallet, for every flow. */
export interface Contacts {
  /** The user that a send names by user_id or session, if it names one. */
  chosen(environment: Environment, choice: UserChoice): Promise<UserRecord | undefined>;
  /**
   * The user who has the contact; undefined where nobody has. Whoever merely claims it does not:
   * its owner, who logs in meanwhile, must not end up in the claimant's account.
   */
  owner(environment: Environment, identity: Identity): Promise<UserRecord | undefined>;
  /**
   * The same before something is sent to the contact, in the same round trip: 400
   * `unsubscribed_phone_number` or `inactive_email` where nothing must go there any more.
   */
  recipient(
    environment: Environment,
    channel: Channel,
    contact: Contact,
  ): Promise<UserRecord | undefined>;
  /** Puts the contact on the user for five minutes from now, unless it is there for good. */
  attach(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    contact: Contact,
  ): Promise<UserRecord>;
  /**
   * Runs `then` with the owner of the contact, or with the user that `create` makes. Finding one
   * takes no lock, so the user may come or go meanwhile: then all is decided again. `known` is
   * what `owner` answered. A claim of another user gives way to the new one. `together` where
   * `then` does no more than `writeTogether` can do.
   */
  ownerOrNew<T>(
    environment: Environment,
    identity: Identity,
    known: UserRecord | undefined,
    create: (tx: Executor) => Promise<UserRecord>,
    then: (tx: Executor, user: UserRecord, created: boolean) => Promise<T>,
    options?: { together?: boolean },
  ): Promise<T>;
}

/** Each lost race means that another call won one. */
const MAX_TRIES = 5;

/** Somebody else has made a user of the same identity meanwhile. */
const TAKEN: ReadonlySet<string> = new Set<ErrorType>([
  'duplicate_email',
  'duplicate_phone_number',
  'duplicate_wallet_address',
]);

export function createContacts(
  database: Database,
  users: Users,
  sessions: Pick<Sessions, 'loadOptional'>,
): Contacts {
  const owner = (environment: Environment, { kind, identifier }: Identity) =>
    users.findByIdentifier(environment, kind, identifier);

  return {
    owner,
    recipient: users.findRecipient,

    async chosen(environment, choice) {
      // An empty text is what is left where a caller has none of them, as for sessions.
      if (choice.user_id === undefined || choice.user_id === '') {
        const presented = await sessions.loadOptional(environment, choice);
        if (presented) assertMutable(presented.session);
        return presented?.user;
      }
      if (choice.session_token || choice.session_jwt) {
        throw apiError('too_many_user_selection_arguments');
      }
      return users.get(environment, choice.user_id);
    },

    async attach(tx, environment, chosen, contact) {
      const user = await users.lock(tx, environment, chosen.id);
      const own = user.factors.find(
        (factor) => factor.kind === contact.kind && factor.identifier === contact.identifier,
      );
      if (own?.expiresAt === null) return user;
      if (!own) assertRoomForFactor(user);
      const expiresAt = environment.now() + PROVISIONAL;
      return users.addProvisionalContact(tx, environment, user, contact, expiresAt);
    },

    async ownerOrNew(environment, identity, known, create, then, { together = false } = {}) {
      let found = known;
      let claimed = false;
      for (let tries = 1; ; tries += 1) {
        const user = found;
        try {
          if (!user) {
            return await database.transaction(async (tx) => {
              if (claimed)
                await users.dropClaim(tx, environment, identity.kind, identity.identifier);
              return then(tx, await create(tx), true);
            });
          }
          return await database[together ? 'writeTogether' : 'transaction']((tx) =>
            then(tx, user, false),
          );
        } catch (error) {
          const came = error instanceof ApiError && TAKEN.has(error.type);
          const gone = error instanceof ContactGone || isForeignKeyViolation(error);
          const overtaken = came || gone;
          if (!overtaken || tries >= MAX_TRIES) throw error;
          found = await owner(environment, identity);
          // Taken, but nobody has it. Rare, so that only this case pays for looking.
          claimed = came && !found;
        }
      }
    },
  };
}
