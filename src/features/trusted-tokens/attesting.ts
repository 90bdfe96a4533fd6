import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { apiError } from '../catalogue.ts';
import { ContactGone, type Contacts } from '../contacts/contacts.service.ts';
import type { Logins } from '../logins/logins.service.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { assignableRoles } from '../rbac/roles.ts';
import type {
  LiveSession,
  SessionAnswer,
  SessionOptions,
  SessionSelector,
  Sessions,
} from '../sessions/sessions.service.ts';
import type { EmailIdentity } from '../users/identifiers.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import type { UserChanges, Users } from '../users/users.service.ts';
import type { JwksCache } from './jwks-cache.ts';
import * as store from './profile.store.ts';
import { type Profile, readProfileId } from './profile.ts';
import { type MappedClaims, readClaims } from './read-claims.ts';
import { verifyToken } from './verify-token.ts';

export interface AttestInput extends SessionSelector, SessionOptions {
  profile_id: string;
  token: string;
}

export interface Attesting {
  /** Logs in the user whom another system's token names (behaviour-platform 11). */
  attest(
    environment: Environment,
    input: AttestInput,
  ): Promise<SessionAnswer & { user: UserRecord }>;
}

export interface AttestingDependencies {
  database: Database;
  jwks: JwksCache;
  users: Pick<Users, 'createWithin' | 'updateWithin' | 'dropClaim' | 'lock'>;
  contacts: Pick<Contacts, 'owner' | 'ownerOrNew'>;
  sessions: Pick<Sessions, 'loadOptional' | 'answer'>;
  logins: Logins;
  /** Real time: the tokens come from elsewhere. */
  clock: Clock;
}

/** A provisional address is only claimed: it does not lead to the user who claims it. */
const emailFactor = (user: UserRecord, email: EmailIdentity) =>
  factorsOf(user, 'email').find(
    (factor) =>
      factor.identifier === email.identifier && (factor.verified || factor.expiresAt === null),
  );

const isTaken = (error: unknown): boolean =>
  error instanceof ApiError && error.type === 'duplicate_user_external_id';

const wrongExternalId = () => apiError('trusted_token_profile_incorrect_external_id_mapping');

/** What the token adds to a user: nothing is ever taken away. */
function changesOf(environment: Environment, user: UserRecord, claims: MappedClaims): UserChanges {
  const changes: UserChanges = {};
  if (claims.externalId !== undefined && claims.externalId !== user.externalId) {
    if (user.externalId !== null) throw wrongExternalId();
    changes.external_id = claims.externalId;
  }
  const policy = environment.settings.rbac_policy;
  const roles = assignableRoles(policy, [...user.roles, ...claims.roles]);
  if (roles.some((role) => !user.roles.includes(role))) changes.roles = roles;
  return changes;
}

export function createAttesting(dependencies: AttestingDependencies): Attesting {
  const { database, jwks, users, contacts, sessions, logins, clock } = dependencies;

  async function findProfile(environment: Environment, profileId: string): Promise<Profile> {
    const id = readProfileId(environment.kind, profileId);
    if (id === undefined) throw apiError('trusted_token_profile_not_found');
    const { version, profile } = await store.findProfile(database, environment.id, id);
    confirmVersion(environment, version);
    if (!profile) throw apiError('trusted_token_profile_not_found');
    return profile;
  }

  /** 404 `user_not_found` unless the profile lets tokens make users. */
  async function provision(
    tx: Executor,
    environment: Environment,
    profile: Profile,
    { email, externalId, roles }: MappedClaims,
  ): Promise<UserRecord> {
    if (!profile.canJitProvision) throw apiError('user_not_found');
    await users.dropClaim(tx, environment, 'email', email.identifier);
    const input = {
      email: email.address,
      external_id: externalId,
      roles: assignableRoles(environment.settings.rbac_policy, roles),
    };
    return users.createWithin(tx, environment, input, { email: true });
  }

  /** The newest state of a user, locked, with what the token adds. */
  async function bringUpToDate(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    claims: MappedClaims,
  ): Promise<UserRecord> {
    return users.updateWithin(tx, environment, user, changesOf(environment, user, claims));
  }

  async function userOf(
    tx: Executor,
    environment: Environment,
    found: UserRecord,
    profile: Profile,
    claims: MappedClaims,
  ): Promise<UserRecord> {
    const user = await users.lock(tx, environment, found.id, () => new ContactGone());
    return emailFactor(user, claims.email)
      ? bringUpToDate(tx, environment, user, claims)
      : provision(tx, environment, profile, claims);
  }

  function assertSameUser(presented: LiveSession | undefined, user: UserRecord): void {
    if (presented && presented.session.userId !== user.id) throw apiError('user_id_mismatch');
  }

  return {
    async attest(environment, input) {
      const profile = await findProfile(environment, input.profile_id);
      const keys = (url: string) => jwks.of(environment.id, url);
      const verified = await verifyToken(profile, input.token, keys, clock.now());
      const claims = readClaims(profile, verified);
      const presented = await sessions.loadOptional(environment, input);
      const identity = { kind: 'email', identifier: claims.email.identifier } as const;
      const known = await contacts.owner(environment, identity);
      const create = (tx: Executor) => provision(tx, environment, profile, claims);
      const logIn = (owner: UserRecord | undefined) =>
        contacts.ownerOrNew(environment, identity, owner, create, async (tx, found, created) => {
          const user = created ? found : await userOf(tx, environment, found, profile, claims);
          assertSameUser(presented, user);
          return logins.complete(tx, environment, {
            user,
            factorId: emailFactor(user, claims.email)?.id ?? null,
            factor: {
              type: 'trusted_auth_token',
              delivery_method: 'trusted_token_exchange',
              trusted_auth_token_factor: { token_id: claims.tokenId },
            },
            presented,
            options: input,
            attributes: {},
          });
        });
      const login = await logIn(known).catch(async (error: unknown) => {
        if (!isTaken(error)) throw error;
        // Of two tokens of one new user the other may have made it, external id and all.
        const owner = known ? undefined : await contacts.owner(environment, identity);
        if (!owner) throw wrongExternalId();
        return logIn(owner).catch((again: unknown) => {
          throw isTaken(again) ? wrongExternalId() : again;
        });
      });
      const answer = await sessions.answer(environment, login.user, login.recorded);
      return { ...answer, user: login.user };
    },
  };
}
