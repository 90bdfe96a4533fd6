import { type Clock, MINUTE } from '../../platform/clock.ts';
import { hashToken } from '../../platform/crypto/tokens.ts';
import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { orderedId } from '../../platform/ids.ts';
import { noteDetail, noteUser } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import { appendRedirectParameters } from '../magic-links/append-redirect-parameters.ts';
import type { Environment } from '../projects/environment.ts';
import type { SessionRecord } from '../sessions/session-record.ts';
import type { UserRecord } from '../users/user-record.ts';
import * as store from './authorization.store.ts';
import { newCode } from './authorization-tokens.ts';
import { createDecision, type DecisionDependencies, type Judged } from './authorize-decision.ts';
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
import type { Client } from './client-record.ts';
import * as grants from './grant.store.ts';
import { clientWireId } from './present-client.ts';
import type { ScopeResult } from './scopes.ts';

/** What a consent page needs to know. */
export interface AuthorizeStart {
  client: Client;
  user: UserRecord;
  consentRequired: boolean;
  scopeResults: ScopeResult[];
}

/** What a page of our own does next. */
export type Visit =
  | { next: 'login'; client: Client }
  | { next: 'consent'; client: Client; user: UserRecord; scopeResults: ScopeResult[] }
  /** With a code, unless `refused` says why not. */
  | { next: 'leave'; redirectUri: string; refused?: Refusal['error'] };

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
  /**
   * The same for a browser that came to a page of ours, with a session or without. Throws what must
   * not lead back to the client.
   */
  visit(
    environment: Environment,
    request: AuthorizeSubmission,
    sessionToken: string | undefined,
  ): Promise<Visit>;
  /** Where the browser goes with an error that the page found; throws for an unknown redirect URL. */
  turnAway(environment: Environment, request: AuthorizeSubmission, why: Refusal): Promise<string>;
}

export interface AuthorizingDependencies extends DecisionDependencies {
  /** Real time, as `auth_time` has it. */
  clock: Clock;
  /** The issuer that clients know from discovery. */
  issuerOf(environment: Environment): string;
}

/** A code is exchanged at once by the client's own server or app (RFC 6749 section 4.1.2). */
const CODE_LIFETIME = 5 * MINUTE;

/** When a factor was proven last, in milliseconds of the environment's time. */
export const authenticatedAt = ({ startedAt, factors }: SessionRecord): number =>
  Math.max(startedAt, ...factors.map((one) => Date.parse(one.last_authenticated_at ?? '') || 0));

/** Errors about the request that a page tells the client, which can do something about them. */
const toldToClient = new Set([
  'pkce_required_for_idp_authorization_flow',
  'invalid_pkce_code_challenge',
]);

export function createAuthorizing(dependencies: AuthorizingDependencies): Authorizing {
  const { database, users, clock, issuerOf } = dependencies;
  const { trustedClient, findSubject, judge } = createDecision(dependencies);

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
    const { client, user, session, grantable } = judged;
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
      session_id: session?.id ?? null,
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
      // Clients compare it with their own clock.
      authenticated_at: session && clock.now() - (now - authenticatedAt(session)),
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

  /** Issues the code of a request that is decided. */
  async function finish(
    environment: Environment,
    request: AuthorizeSubmission,
    challenge: string | null,
    judged: Judged,
  ) {
    const { client, user } = judged;
    noteUser(environment.subject, user.id);
    noteDetail(environment.subject, 'client_id', clientWireId(environment.kind, client));
    if (judged.consentRequired && !request.consent_granted) throw new Refused(refusals.denied);
    const resources = checkResources(request.resources ?? []);
    const code = await inTransaction((tx) =>
      complete(tx, environment, judged, { request, challenge, resources }),
    );
    return { redirectUri: backToClient(environment, request, { code }), code };
  }

  /** What a visit is refused for, as far as the client is to know; else the error goes on. */
  function refusalOf(error: unknown): Refusal {
    if (error instanceof Refused) return error.refusal;
    if (!(error instanceof ApiError) || !toldToClient.has(error.type)) throw error;
    return { ...refusals.request, description: error.message };
  }

  async function next(
    environment: Environment,
    client: Client,
    request: AuthorizeSubmission,
    sessionToken: string | undefined,
  ): Promise<Visit> {
    const challenge = checkChallenge(client, request.code_challenge);
    requestedScopes(client, request);
    const { none } = readPrompt(request.prompt);
    if (sessionToken === undefined) {
      if (none) throw new Refused(refusals.login);
      return { next: 'login', client };
    }
    const subject = await findSubject(environment, { session_token: sessionToken });
    users.assertNotLocked(environment, subject.user);
    const judged = await judge(environment, client, subject, request);
    if (judged.consentRequired && !request.consent_granted) {
      return { next: 'consent', client, user: judged.user, scopeResults: judged.results };
    }
    const { redirectUri } = await finish(environment, request, challenge, judged);
    return { next: 'leave', redirectUri };
  }

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
        return await finish(environment, request, challenge, judged);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { redirectUri: refusedUri(environment, request, error.refusal), code: undefined };
      }
    },

    async visit(environment, request, sessionToken) {
      const client = await trustedClient(environment, request);
      try {
        return await next(environment, client, request, sessionToken);
      } catch (error) {
        const refusal = refusalOf(error);
        const redirectUri = refusedUri(environment, request, refusal);
        return { next: 'leave', redirectUri, refused: refusal.error };
      }
    },

    async turnAway(environment, request, why) {
      await trustedClient(environment, request);
      return refusedUri(environment, request, why);
    },
  };
}
