import { MINUTE } from '../../platform/clock.ts';
import { hashToken, looksLikeToken, newToken } from '../../platform/crypto/tokens.ts';
import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { AuditSubject } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import { appendRedirectParameters } from '../magic-links/append-redirect-parameters.ts';
import type { Environment } from '../projects/environment.ts';
import type { SessionAnswer, Sessions } from '../sessions/sessions.service.ts';
import { defaultLoginUrl } from '../user-locks/default-login-url.ts';
import { readEmail } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import * as store from './impersonation-token.store.ts';

/** Behaviour-platform 12. */
const TOKEN_LIFETIME = 5 * MINUTE;
const SESSION_MINUTES = 60;
const MAX_REASON = 500;
const MAX_ID = 200;

export interface MintInput {
  /** Wire or external id. */
  userId: string;
  /** Why; kept in the audit log. */
  reason: string;
  impersonatorId: string;
  impersonatorEmail: string;
}

export interface MintedToken {
  user: UserRecord;
  token: string;
  /** Where the operator's browser is to go; undefined without a default LOGIN redirect URL. */
  url: string | undefined;
  /** Milliseconds of the environment's time. */
  expiresAt: number;
}

/** Operators who log in as a user, to see what the user sees. */
export interface Impersonation {
  /** 403 `user_impersonation_not_allowed` unless the environment's setting allows it. */
  mint(environment: Environment, input: MintInput): Promise<MintedToken>;
  /** Uses the token up; the session lasts an hour and cannot be extended or changed. */
  authenticate(
    environment: Environment,
    token: string,
  ): Promise<SessionAnswer & { user: UserRecord }>;
}

export interface ImpersonationDependencies {
  database: Database;
  users: Pick<Users, 'get' | 'lock'>;
  sessions: Pick<Sessions, 'record' | 'answer'>;
}

function assertAllowed(environment: Environment): void {
  if (!environment.settings.user_impersonation_enabled) {
    throw apiError('user_impersonation_not_allowed');
  }
}

function readReason(text: string): string {
  const reason = text.trim();
  if (reason === '' || reason.length > MAX_REASON) throw apiError('invalid_impersonation_reason');
  return reason;
}

function readImpersonatorId(id: string): string {
  if (id === '' || id.length > MAX_ID) {
    throw apiError('invalid_argument', { message: 'impersonator_id is malformed.' });
  }
  return id;
}

/** Who it was and why stands whole in the log: it is there to hold operators to account. */
function noteImpersonator(
  subject: AuditSubject | undefined,
  token: Omit<store.TakenToken, 'user_id'> & { user_id: string },
): void {
  if (!subject) return;
  subject.userId = token.user_id;
  subject.reason = token.reason;
  subject.details = {
    ...subject.details,
    impersonator_id: token.impersonator_id,
    impersonator_email_address: token.impersonator_email_address,
  };
}

const refused = () => apiError('unable_to_auth_impersonation_token');

export function createImpersonation(dependencies: ImpersonationDependencies): Impersonation {
  const { database, users, sessions } = dependencies;

  return {
    async mint(environment, input) {
      assertAllowed(environment);
      const user = await users.get(environment, input.userId);
      const token = newToken();
      const now = environment.now();
      const row = {
        environment_id: environment.id,
        token_hash: hashToken(token),
        user_id: user.id,
        impersonator_id: readImpersonatorId(input.impersonatorId),
        impersonator_email_address: readEmail(input.impersonatorEmail).address,
        reason: readReason(input.reason),
        created_at: now,
        expires_at: now + TOKEN_LIFETIME,
      };
      try {
        await store.insertToken(database, row);
      } catch (error) {
        // The user was deleted meanwhile.
        if (isForeignKeyViolation(error)) throw apiError('user_not_found');
        throw error;
      }
      noteImpersonator(environment.subject, row);
      const login = defaultLoginUrl(environment);
      const parameters = { stytch_token_type: 'impersonation', token };
      const url = login === undefined ? undefined : appendRedirectParameters(login, parameters);
      return { user, token, url, expiresAt: row.expires_at };
    },

    async authenticate(environment, token) {
      assertAllowed(environment);
      if (!looksLikeToken(token)) throw refused();
      const { user, recorded } = await database.transaction(async (tx) => {
        const taken = await store.takeToken(
          tx,
          environment.id,
          hashToken(token),
          environment.now(),
        );
        if (!taken) throw refused();
        noteImpersonator(environment.subject, taken);
        // Neither the user's factors nor their lock have a part in it: nothing was proven of them.
        const user = await users.lock(tx, environment, taken.user_id, refused);
        const recorded = await sessions.record(tx, environment, {
          user,
          factor: {
            type: 'impersonated',
            delivery_method: 'impersonation',
            impersonated_factor: {
              impersonator_id: taken.impersonator_id,
              impersonator_email_address: taken.impersonator_email_address,
            },
          },
          presented: undefined,
          options: { session_duration_minutes: SESSION_MINUTES },
          attributes: {},
        });
        return { user, recorded };
      });
      return { ...(await sessions.answer(environment, user, recorded)), user };
    },
  };
}
