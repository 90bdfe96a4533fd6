import { MINUTE } from '../../platform/clock.ts';
import { hashToken } from '../../platform/crypto/tokens.ts';
import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { appendRedirectParameters } from '../magic-links/append-redirect-parameters.ts';
import type { Environment } from '../projects/environment.ts';
import { assertMutable } from '../sessions/impersonated.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import * as store from './authorization.store.ts';
import { splitScopes } from './authorization-record.ts';
import { newCode } from './authorization-tokens.ts';
import {
  type AuthorizeParameters,
  type AuthorizeSubmission,
  checkChallenge,
  checkResources,
  type Refusal,
  Refused,
  readPrompt,
  refusals,
  requestedScopes,
  type UserSelection,
} from './authorize-request.ts';
import { updateClient } from './client.store.ts';
import { type Client, isThirdParty } from './client-record.ts';
import * as grants from './grant.store.ts';
import { isRegisteredRedirect } from './redirect-rules.ts';
import { OFFLINE_ACCESS, type ScopeResult, type Scopes } from './scopes.ts';

/** What a consent page needs to know. */
export interface AuthorizeStart {
  client: Client;
  user: UserRecord;
  consentRequired: boolean;
  scopeResults: ScopeResult[];
}

export interface Authorizing {
  /** Checks a request and says whether the user has to be asked. */
  start(
    environment: Environment,
    request: AuthorizeParameters & UserSelection,
  ): Promise<AuthorizeStart>;
  /** Decides a request anew, whatever `start` said; where the browser goes, with a code or an error. */
  submit(
    environment: Environment,
    request: AuthorizeSubmission & UserSelection,
  ): Promise<{ redirectUri: string; code: string | undefined }>;
}

export interface AuthorizingDependencies {
  database: Database;
  users: Users;
  sessions: Sessions;
  scopes: Scopes;
  /** The client of a client_id, fetched anew where it is the URL of a document. */
  resolveClient(environment: Environment, clientId: string): Promise<Client>;
  /** The issuer that clients know from discovery. */
  issuerOf(environment: Environment): string;
}

/** A code is exchanged at once by the client's own server or app (RFC 6749 section 4.1.2). */
const CODE_LIFETIME = 5 * MINUTE;

interface Subject {
  user: UserRecord;
  sessionId: string | null;
}

interface Judged extends Subject {
  client: Client;
  requested: string[];
  results: ScopeResult[];
  /** What the user can grant of it. */
  grantable: string[];
  consentRequired: boolean;
}

export function createAuthorizing(dependencies: AuthorizingDependencies): Authorizing {
  const { database, users, sessions, scopes, resolveClient, issuerOf } = dependencies;

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
      return { user: await users.get(environment, user_id), sessionId: null };
    }
    const { user, session } = await sessions.load(environment, { session_token, session_jwt });
    // Its tokens would outlive the hour of an operator.
    assertMutable(session);
    return { user, sessionId: session.id };
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
    return { ...subject, client, requested, results, grantable, consentRequired };
  }

  async function complete(
    tx: Executor,
    environment: Environment,
    judged: Judged,
    details: {
      request: AuthorizeSubmission;
      challenge: string | null;
      resources: readonly string[];
    },
  ): Promise<string> {
    const { client, user, grantable } = judged;
    const { request, challenge, resources } = details;
    const now = environment.now();
    const kept = await grants.keepGrant(tx, {
      environment: environment.id,
      userId: user.id,
      clientId: client.id,
      scopes: grantable.join(' '),
      now,
      consented: judged.consentRequired,
    });
    // Revoked a moment ago: the user has to be asked after all.
    if (!kept) throw new Refused(refusals.denied);
    if (client.expiresAt !== null) {
      await updateClient(tx, environment.id, client.id, { expires_at: null });
    }
    const id = orderedId();
    const code = newCode(id);
    await store.insertAuthorization(tx, {
      environment_id: environment.id,
      id,
      user_id: user.id,
      client_id: client.id,
      session_id: judged.sessionId,
      scopes: grantable.join(' '),
      resources: encodeJson(resources),
      redirect_uri: request.redirect_uri,
      nonce: request.nonce || null,
      code_challenge: challenge,
      code_hash: hashToken(code),
      code_expires_at: now + CODE_LIFETIME,
      code_used_at: null,
      refresh_hash: null,
      refresh_previous_hash: null,
      refreshed_at: null,
      refresh_expires_at: null,
      revoked_at: null,
      revoked_by: null,
      created_at: now,
      expires_at: now + CODE_LIFETIME,
    });
    return code;
  }

  async function inTransaction<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work);
    } catch (error) {
      // User or client were deleted meanwhile.
      throw isForeignKeyViolation(error) ? apiError('connected_app_not_found') : error;
    }
  }

  const backToClient = (
    environment: Environment,
    request: AuthorizeSubmission,
    parameters: Record<string, string>,
  ): string =>
    appendRedirectParameters(request.redirect_uri, {
      ...parameters,
      ...(request.state !== undefined && { state: request.state }),
      // Tells the client which server answers, against mix-up (RFC 9207).
      iss: issuerOf(environment),
    });

  const refusedUri = (
    environment: Environment,
    request: AuthorizeSubmission,
    { error, description }: Refusal,
  ) => backToClient(environment, request, { error, error_description: description });

  return {
    async start(environment, request) {
      const client = await trustedClient(environment, request);
      const subject = await findSubject(environment, request);
      try {
        const judged = await judge(environment, client, subject, request);
        const { user, consentRequired, results } = judged;
        return { client, user, consentRequired, scopeResults: results };
      } catch (error) {
        throw error instanceof Refused ? apiError(error.refusal.instead) : error;
      }
    },

    async submit(environment, request) {
      const client = await trustedClient(environment, request);
      const challenge = checkChallenge(client, request.code_challenge);
      const subject = await findSubject(environment, request);
      users.assertNotLocked(environment, subject.user);
      try {
        const judged = await judge(environment, client, subject, request);
        if (judged.consentRequired && !request.consent_granted) {
          throw new Refused(refusals.denied);
        }
        const resources = checkResources(request.resources ?? []);
        const code = await inTransaction((tx) =>
          complete(tx, environment, judged, { request, challenge, resources }),
        );
        return { redirectUri: backToClient(environment, request, { code }), code };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { redirectUri: refusedUri(environment, request, error.refusal), code: undefined };
      }
    },
  };
}
