import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Contacts } from '../contacts/contacts.service.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Logins } from '../logins/logins.service.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { SessionAnswer, Sessions } from '../sessions/sessions.service.ts';
import type { FactorOf } from '../users/factor.ts';
import { readAttributes } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import type {
  AuthenticateInput,
  CreateInput,
  InviteInput,
  LoginOrCreateInput,
  SendInput,
} from './input.ts';
import { createInvitations } from './invitations.ts';
import { DEFAULT_EXPIRATION, issueLink } from './issue-link.ts';
import { createMailLink } from './mail-link.ts';
import { createRedeeming } from './redeeming.ts';
import type { Visit } from './redirect-target.ts';
import { createSending } from './sending.ts';

export interface Sent {
  user: UserRecord;
  email: FactorOf<'email'>;
  created: boolean;
}

export interface MagicLinks {
  /** `ownPage` is where a link leads that a page of this server sends; never a caller's word. */
  send(environment: Environment, input: SendInput, ownPage?: string): Promise<Sent>;
  loginOrCreate(environment: Environment, input: LoginOrCreateInput): Promise<Sent>;
  invite(environment: Environment, input: InviteInput): Promise<Sent>;
  revokeInvite(environment: Environment, email: string): Promise<void>;
  /** An embeddable link's token, which nothing is sent for. */
  create(
    environment: Environment,
    input: CreateInput,
  ): Promise<{ user: UserRecord; token: string }>;
  authenticate(
    environment: Environment,
    input: AuthenticateInput,
  ): Promise<SessionAnswer & { user: UserRecord; methodId: string; resetSessions: boolean }>;
  /** Where the redirect page forwards to; undefined for an unknown token. Consumes nothing. */
  redirectTarget(environment: Environment, visit: Visit): Promise<string | undefined>;
}

export interface MagicLinksDependencies {
  database: Database;
  users: Users;
  sessions: Sessions;
  messages: Messages;
  contacts: Contacts;
  limits: Limits;
  logins: Logins;
  /** Base URL of the links in mails. */
  publicUrl: string;
}

export function createMagicLinks(dependencies: MagicLinksDependencies): MagicLinks {
  const { database, users, messages, publicUrl } = dependencies;
  const mailLink = createMailLink(messages, publicUrl);
  return {
    ...createSending(dependencies, mailLink),
    ...createInvitations(dependencies, mailLink),
    ...createRedeeming(dependencies),

    async create(environment, input) {
      const attributes = readAttributes(input.attributes);
      const user = await users.get(environment, input.user_id);
      try {
        const token = await issueLink(database, environment, {
          kind: 'embedded',
          user_id: user.id,
          factor_id: null,
          redirect_url: null,
          code_challenge: null,
          attributes,
          expirationMinutes: input.expiration_minutes ?? DEFAULT_EXPIRATION.embedded,
        });
        return { user, token };
      } catch (error) {
        // The user was deleted meanwhile.
        if (isForeignKeyViolation(error)) throw apiError('user_not_found');
        throw error;
      }
    },
  };
}
