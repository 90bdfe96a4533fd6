import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { assertMutable } from '../sessions/impersonated.ts';
import type { SessionRecord } from '../sessions/session-record.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { splitScopes } from './authorization-record.ts';
import {
  type AuthorizeParameters,
  Refused,
  readPrompt,
  refusals,
  requestedScopes,
  type UserSelection,
} from './authorize-request.ts';
import { type Client, isThirdParty } from './client-record.ts';
import * as grants from './grant.store.ts';
import type { ResolveClient } from './metadata-documents.ts';
import { isRegisteredRedirect } from './redirect-rules.ts';
import { OFFLINE_ACCESS, type ScopeResult, type Scopes } from './scopes.ts';

/** Who authorizes. */
export interface Subject {
  user: UserRecord;
  /** Null where the backend named the user. */
  session: SessionRecord | null;
}

/** A request as far as it can be decided without an answer of the user. */
export interface Judged extends Subject {
  client: Client;
  results: ScopeResult[];
  /** What the user can grant of what was requested. */
  grantable: string[];
  consentRequired: boolean;
}

export interface DecisionDependencies {
  database: Database;
  users: Users;
  sessions: Sessions;
  scopes: Scopes;
  resolveClient: ResolveClient;
}

/** The rules of an authorization request, one by one (behaviour-platform 3 and 6.1). */
export function createDecision({
  database,
  users,
  sessions,
  scopes,
  resolveClient,
}: DecisionDependencies) {
  /** What must never lead to a redirect: nobody knows yet whether the URL is the client's. */
  async function trustedClient(
    environment: Environment,
    request: AuthorizeParameters,
  ): Promise<Client> {
    const client = await resolveClient(environment, request.client_id);
    if (client.redirectUrls.length === 0) throw apiError('connected_app_misconfigured_client');
    if (!isRegisteredRedirect(client, request.redirect_uri)) {
      throw apiError('connected_app_supplied_redirect_url_not_found_in_client');
    }
    return client;
  }

  async function findSubject(environment: Environment, request: UserSelection): Promise<Subject> {
    const { user_id, session_token, session_jwt } = request;
    const given = [user_id, session_token, session_jwt].filter((one) => one !== undefined);
    if (given.length === 0) throw apiError('no_oauth_authorize_user_selector');
    if (given.length > 1) throw apiError('too_many_user_selection_arguments');
    if (user_id !== undefined) {
      return { user: await users.get(environment, user_id), session: null };
    }
    const { user, session } = await sessions.load(environment, { session_token, session_jwt });
    // Its tokens would outlive the hour of an operator.
    assertMutable(session);
    return { user, session };
  }

  /** behaviour-platform 6.1. */
  async function needsConsent(
    environment: Environment,
    client: Client,
    user: UserRecord,
    wanted: readonly string[],
    prompted: boolean,
  ): Promise<boolean> {
    if (prompted) return true;
    const offline = wanted.includes(OFFLINE_ACCESS);
    if (offline && !client.bypassConsentForOfflineAccess) return true;
    const grant = await grants.findGrant(database, environment.id, user.id, client.id);
    if (grant && grant.revokedAt !== null) return true;
    if (!isThirdParty(client)) return false;
    const granted = new Set(splitScopes(grant?.scopes ?? ''));
    return !grant || !wanted.every((scope) => granted.has(scope));
  }

  async function judge(
    environment: Environment,
    client: Client,
    subject: Subject,
    request: AuthorizeParameters,
  ): Promise<Judged> {
    const requested = requestedScopes(client, request);
    const prompt = readPrompt(request.prompt);
    const results = scopes.results(environment, subject.user, requested);
    const grantable = results.filter((one) => one.is_grantable).map(({ scope }) => scope);
    // A token that allows nothing would only puzzle the client.
    if (grantable.length === 0) throw new Refused(refusals.scope);
    const { user } = subject;
    const consentRequired = await needsConsent(
      environment,
      client,
      user,
      grantable,
      prompt.consent,
    );
    if (consentRequired && prompt.none) throw new Refused(refusals.consent);
    return { ...subject, client, results, grantable, consentRequired };
  }

  return { trustedClient, findSubject, judge };
}
