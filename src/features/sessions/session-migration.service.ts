import type { Database } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { type Outgoing, OutgoingError } from '../../platform/http/outgoing.ts';
import { apiError } from '../catalogue.ts';
import type { Logins } from '../logins/logins.service.ts';
import { exposesTakeover } from '../logins/takeover.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorOf } from '../users/factor.ts';
import { type EmailIdentity, readEmail } from '../users/identifiers.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import type { SessionAnswer, SessionOptions, Sessions } from './sessions.service.ts';

export interface SessionMigration {
  /**
   * Takes over a login from another system: that system's UserInfo endpoint says whom its token
   * belongs to. Only an existing user is found, none is made (behaviour-core 2.11).
   */
  migrate(
    environment: Environment,
    input: SessionOptions & { session_token: string },
  ): Promise<SessionAnswer & { user: UserRecord }>;
}

export interface SessionMigrationDependencies {
  database: Database;
  outgoing: Outgoing;
  users: Pick<Users, 'findByIdentifier' | 'lock'>;
  sessions: Pick<Sessions, 'answer'>;
  logins: Logins;
}

/** What may stand in a header; the usual limit of servers on all headers together is 16 kB. */
const FOREIGN_TOKEN = /^[\x21-\x7e]{1,8192}$/;

const unexpected = (cause: string | OutgoingError) =>
  apiError('migrate_from_external_unexpected_response', {
    cause: typeof cause === 'string' ? new Error(cause) : cause,
  });

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `proven`: the other system says so, and does not only name it. */
type VouchedEmail = EmailIdentity & { proven: boolean };

/**
 * The address that a UserInfo answer vouches for (OpenID Connect Core 1.0 section 5.3). One that
 * it calls unverified proves nothing: whoever typed it there would get into this account. An
 * absent `email_verified` is accepted, as not every system has that claim.
 */
function readUserInfo(body: string): VouchedEmail {
  const claims = parseObject(body);
  if (!claims) throw unexpected('UserInfo is not a JSON object');
  const { email, email_verified: verified } = claims;
  if (typeof email !== 'string') throw unexpected('UserInfo has no email');
  // Some systems write the flag as text.
  if (verified !== undefined && verified !== true && verified !== 'true') {
    throw unexpected('UserInfo calls the email unverified');
  }
  try {
    return { ...readEmail(email), proven: verified !== undefined };
  } catch (error) {
    if (error instanceof ApiError) throw unexpected('UserInfo has an invalid email');
    throw error;
  }
}

/** A provisional address is only claimed: it does not lead to the user who claims it. */
const held = (user: UserRecord, email: EmailIdentity): FactorOf<'email'> | undefined =>
  factorsOf(user, 'email').find(
    (factor) =>
      factor.identifier === email.identifier && (factor.verified || factor.expiresAt === null),
  );

export function createSessionMigration(
  dependencies: SessionMigrationDependencies,
): SessionMigration {
  const { database, outgoing, users, sessions, logins } = dependencies;

  async function askUserInfo(url: string, token: string): Promise<VouchedEmail> {
    let answer: Awaited<ReturnType<Outgoing['request']>>;
    try {
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      answer = await outgoing.request(url, { headers });
    } catch (error) {
      if (error instanceof OutgoingError) throw unexpected(error);
      throw error;
    }
    if (answer.status !== 200) throw unexpected(`UserInfo answered ${answer.status}`);
    return readUserInfo(answer.body);
  }

  return {
    async migrate(environment, input) {
      const url = environment.settings.zero_downtime_session_migration_url;
      if (url === '') throw apiError('migrate_from_external_missing_userinfo');
      if (!FOREIGN_TOKEN.test(input.session_token)) throw apiError('invalid_session_token');
      const email = await askUserInfo(url, input.session_token);
      const found = await users.findByIdentifier(environment, 'email', email.identifier);
      if (!found) throw apiError('migrate_from_external_email_does_not_exist');
      const migrated = await database.transaction(async (tx) => {
        const locked = await users.lock(tx, environment, found.id);
        const factor = held(locked, email);
        if (!factor) throw apiError('migrate_from_external_email_does_not_exist');
        // The other system vouches for the login, not for a factor of ours: but whoever took the
        // account in advance may not stay in it.
        const taken = email.proven && exposesTakeover(locked, factor.id);
        return logins.complete(tx, environment, {
          user: locked,
          factorId: taken ? factor.id : null,
          factor: { type: 'imported', delivery_method: 'imported_auth0' },
          presented: undefined,
          options: input,
          attributes: {},
        });
      });
      const answer = await sessions.answer(environment, migrated.user, migrated.recorded);
      return { ...answer, user: migrated.user };
    },
  };
}
