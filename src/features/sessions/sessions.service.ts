import type { Clock } from '../../platform/clock.ts';
import { hashToken, looksLikeToken, newToken } from '../../platform/crypto/tokens.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { SessionTable } from '../../platform/db/schema.ts';
import { orderedId, parseWireId } from '../../platform/ids.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { sessionClaims } from '../jwt-templates/jwt-templates.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { grantingRoles } from '../rbac/grants.ts';
import { effectiveRoles } from '../users/present-user.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Attributes } from '../users/wire.ts';
import { mergeFactor, type ProvenFactor, withoutFactor } from './authentication-factors.ts';
import { mergeCustomClaims } from './custom-claims.ts';
import type { GuardedInsert } from './guarded-session.ts';
import { assertMutable, isImpersonated } from './impersonated.ts';
import { presentSession } from './present-session.ts';
import * as store from './session.store.ts';
import { readSessionJwt, type SessionJwtOptions, type SessionJwts } from './session-jwt.ts';
import type { SessionRecord } from './session-record.ts';
import type { SessionTouch } from './session-touch.ts';
import type { SigningKeys } from './signing-keys.service.ts';
import type { Session } from './wire.ts';

/**
 * How a caller names a session; at most one of them (behaviour-core 2.1). An empty text beside the
 * other, or where none is needed, names none: it is what a login without a session answers, and
 * callers hand back what they were given.
 */
export interface SessionSelector {
  session_token?: string | undefined;
  session_jwt?: string | undefined;
}

export interface SessionOptions {
  session_duration_minutes?: number | undefined;
  session_custom_claims?: Record<string, unknown> | undefined;
}

/** A live session that a caller presented, and its user. */
export interface LiveSession {
  session: SessionRecord;
  user: UserRecord;
  /** Empty where it was presented by JWT: the token is not stored and cannot be shown. */
  token: string;
}

/** What a session starts from. */
export interface NewSession {
  user: UserRecord;
  factor: ProvenFactor;
  options: SessionOptions;
  attributes: Attributes;
}

/** What an authenticating operation recorded; undefined where there is no session. */
export type RecordedSession = { session: SessionRecord; token: string } | undefined;

export interface LiveSessionAnswer {
  session: Session;
  session_token: string;
  session_jwt: string;
}

/** What every login answers. No fingerprints are taken, so nothing is known of the device. */
export interface SessionAnswer extends Omit<LiveSessionAnswer, 'session'> {
  session: Session | null;
  user_device: null;
}

export interface Sessions {
  /** The live session of the selector, confirmed and touched; 404 `session_not_found`. */
  load(environment: Environment, selector: SessionSelector): Promise<LiveSession>;
  /** The same where giving none is allowed. */
  loadOptional(
    environment: Environment,
    selector: SessionSelector,
  ): Promise<LiveSession | undefined>;
  /** sessions/authenticate: load, extend, merge claims. */
  authenticate(
    environment: Environment,
    selector: SessionSelector,
    options: SessionOptions & { check?: { resource_id: string; action: string } | undefined },
  ): Promise<LiveSessionAnswer & { user: UserRecord; verdict: string[] | undefined }>;
  /**
   * Inside the transaction that consumed a proof: adds it to the presented session if that is the
   * same user's, else starts a session if a duration was given, else records none.
   */
  record(
    tx: Executor,
    environment: Environment,
    proof: NewSession & { presented: LiveSession | undefined },
  ): Promise<RecordedSession>;
  /**
   * Starts a session outside of a transaction, for a proof that is not used up, while the guard of
   * `insert` finds it unchanged; else undefined.
   */
  recordGuarded<G extends object>(
    environment: Environment,
    proof: NewSession,
    insert: GuardedInsert<G>,
    guarded: G,
  ): Promise<RecordedSession>;
  /** After the commit: the wire's three session members, with a fresh JWT. */
  answer(
    environment: Environment,
    user: UserRecord,
    recorded: RecordedSession,
  ): Promise<SessionAnswer>;
  /** The live session of a uuid, confirmed; undefined where it has ended. */
  find(environment: Environment, id: string): Promise<LiveSession | undefined>;
  /** One more token for a session; those it has stay good. */
  addToken(tx: Executor, environment: Environment, sessionId: string): Promise<string>;
  list(environment: Environment, user: UserRecord): Promise<Session[]>;
  revoke(
    environment: Environment,
    selector: SessionSelector & { session_id?: string | undefined },
  ): Promise<void>;
  /** All but `keptId`, where one is given. */
  revokeAllOfUser(
    executor: Executor,
    environment: Environment,
    userId: string,
    keptId?: string,
  ): Promise<number>;
  /** Takes a deleted factor out of the user's sessions; ends those that have none left. */
  dropFactor(
    tx: Executor,
    environment: Environment,
    userId: string,
    factorWireId: string,
  ): Promise<void>;
}

export interface SessionsDependencies {
  database: Database;
  jwts: SessionJwts;
  jwtOptions: SessionJwtOptions;
  keys: SigningKeys;
  touch: SessionTouch;
  /** Real time; rules use the environment's. */
  clock: Clock;
}

/** Of a login that started none. */
export const noSession = (): SessionAnswer => ({
  session: null,
  session_token: '',
  session_jwt: '',
  user_device: null,
});

const MINUTE_MS = 60_000;
/** The nil uuid (RFC 9562 section 5.9): no session has it. */
const NO_ID = '00000000-0000-0000-0000-000000000000';
/** A stored last_accessed_at younger than this is not written again. */
const TOUCH_AFTER_MS = 1_000;

const isGiven = (value: string | undefined): value is string => value !== undefined && value !== '';

const given = (values: readonly (string | undefined)[]): number => values.filter(isGiven).length;

function exactlyOne(values: readonly (string | undefined)[], none: ErrorType, many: ErrorType) {
  // What is wrong with a single empty one tells whoever reads it.
  if (values.every((value) => value === undefined)) throw apiError(none);
  if (given(values) > 1) throw apiError(many);
}

export function createSessions(dependencies: SessionsDependencies): Sessions {
  const { database, jwts, jwtOptions, keys, touch, clock } = dependencies;

  const tokenKey = (token: string): store.SessionKey => {
    if (!looksLikeToken(token)) throw apiError('invalid_session_token');
    return { by: 'token', tokenHash: hashToken(token) };
  };

  const idKey = (environment: Environment, id: string): store.SessionKey => {
    const parsed = parseWireId('session', environment.kind, id);
    if (parsed.ok) return { by: 'id', id: parsed.uuid };
    if (parsed.reason === 'malformed') throw apiError('invalid_session_id');
    throw apiError(
      environment.kind === 'test'
        ? 'live_id_used_in_test_environment'
        : 'test_id_used_in_live_environment',
    );
  };

  const jwtKey = (environment: Environment, jwt: string): store.SessionKey =>
    idKey(environment, readSessionJwt(environment, jwt, jwtOptions, clock.now()));

  const keyOf = (environment: Environment, selector: SessionSelector): store.SessionKey => {
    const { session_token: token, session_jwt: jwt } = selector;
    return token !== undefined && !isGiven(jwt)
      ? tokenKey(token)
      : jwtKey(environment, jwt as string);
  };

  /** A JWT under a key that another node made a moment ago is not malformed. */
  async function currentKeyOf(
    environment: Environment,
    selector: SessionSelector,
  ): Promise<store.SessionKey> {
    try {
      return keyOf(environment, selector);
    } catch (error) {
      if (isGiven(selector.session_jwt)) {
        const nobody = { by: 'id', id: NO_ID } as const;
        const { version } = await store.findSession(database, environment.id, nobody, 0);
        confirmVersion(environment, version);
      }
      throw error;
    }
  }

  async function find(environment: Environment, selector: SessionSelector): Promise<LiveSession> {
    const now = environment.now();
    const key = await currentKeyOf(environment, selector);
    const { version, found } = await store.findSession(database, environment.id, key, now);
    confirmVersion(environment, version);
    const there = found ?? (await findByOtherToken(environment, key, now));
    if (!there || there.session.expiresAt <= now) throw apiError('session_not_found');
    return { ...there, token: selector.session_token ?? '' };
  }

  /** Few sessions have a second token, so only what would be refused is looked up among them. */
  async function findByOtherToken(environment: Environment, key: store.SessionKey, now: number) {
    if (key.by !== 'token') return undefined;
    const id = await store.findSessionOfToken(database, environment.id, key.tokenHash);
    if (id === undefined) return undefined;
    return (await store.findSession(database, environment.id, { by: 'id', id }, now)).found;
  }

  async function load(environment: Environment, selector: SessionSelector): Promise<LiveSession> {
    exactlyOne(
      [selector.session_token, selector.session_jwt],
      'no_session_arguments',
      'too_many_session_arguments',
    );
    return find(environment, selector);
  }

  /** What a session is to store of its claims; the template's are never stored. */
  const claimsChange = (
    environment: Environment,
    user: UserRecord,
    stored: SessionRecord['customClaims'],
    { session_custom_claims }: SessionOptions,
  ) =>
    session_custom_claims === undefined
      ? stored
      : mergeCustomClaims(stored, session_custom_claims, sessionClaims(environment, user));

  const expiry = (options: SessionOptions, now: number): number | undefined =>
    options.session_duration_minutes === undefined
      ? undefined
      : now + options.session_duration_minutes * MINUTE_MS;

  /** A new session and its row, not yet stored; undefined where no duration was given. */
  function start(environment: Environment, { user, factor, options, attributes }: NewSession) {
    const now = environment.now();
    const expiresAt = expiry(options, now);
    if (expiresAt === undefined) return undefined;
    const token = newToken();
    const session: SessionRecord = {
      id: orderedId(),
      userId: user.id,
      startedAt: now,
      lastAccessedAt: now,
      expiresAt,
      attributes: {
        ip_address: attributes.ip_address ?? '',
        user_agent: attributes.user_agent ?? '',
      },
      factors: mergeFactor([], factor, now),
      customClaims: claimsChange(environment, user, {}, options),
    };
    const row: SessionTable = {
      environment_id: environment.id,
      id: session.id,
      user_id: user.id,
      token_hash: hashToken(token),
      started_at: now,
      last_accessed_at: now,
      expires_at: expiresAt,
      attributes: encodeJson(session.attributes),
      authentication_factors: encodeJson(session.factors),
      custom_claims: encodeJson(session.customClaims),
    };
    return { session, token, row };
  }

  async function answerLive(
    environment: Environment,
    user: UserRecord,
    recorded: NonNullable<RecordedSession>,
  ): Promise<LiveSessionAnswer> {
    const session = presentSession(
      environment.kind,
      recorded.session,
      effectiveRoles(user),
      sessionClaims(environment, user),
    );
    const signing = await keys.ensure(environment);
    const session_jwt = await jwts.mint(signing, session);
    return { session, session_token: recorded.token, session_jwt };
  }

  /** Changes a session under the lock of its row, from its newest state. */
  async function change(
    tx: Executor,
    environment: Environment,
    id: string,
    edit: (session: SessionRecord) => SessionRecord,
  ): Promise<SessionRecord> {
    const now = environment.now();
    // The update takes the row's lock before the state is read: of two changes at once the
    // second sees what the first wrote.
    const there = await store.updateSession(tx, environment.id, id, { last_accessed_at: now });
    const { found } = there
      ? await store.findSession(tx, environment.id, { by: 'id', id }, now)
      : { found: undefined };
    if (!found || found.session.expiresAt <= now) throw apiError('session_not_found');
    const edited = edit(found.session);
    await store.updateSession(tx, environment.id, id, {
      expires_at: edited.expiresAt,
      authentication_factors: encodeJson(edited.factors),
      custom_claims: encodeJson(edited.customClaims),
    });
    return edited;
  }

  return {
    load,
    async loadOptional(environment, selector) {
      return given([selector.session_token, selector.session_jwt]) === 0
        ? undefined
        : load(environment, selector);
    },

    async authenticate(environment, selector, options) {
      const live = await load(environment, selector);
      const now = environment.now();
      const roles = effectiveRoles(live.user);
      const { check } = options;
      const verdict =
        check &&
        grantingRoles(environment.settings.rbac_policy, roles, check.resource_id, check.action);
      if (verdict?.length === 0) throw apiError('consumer_session_authorization_error');
      if (options.session_custom_claims !== undefined) assertMutable(live.session);
      // Apps extend as a matter of course, so it is no error: the hour is just not extended.
      const expiresAt = isImpersonated(live.session) ? undefined : expiry(options, now);
      let session: SessionRecord;
      if (expiresAt !== undefined || options.session_custom_claims !== undefined) {
        session = await database.transaction((tx) =>
          change(tx, environment, live.session.id, (stored) => ({
            ...stored,
            lastAccessedAt: now,
            expiresAt: expiresAt ?? stored.expiresAt,
            customClaims: claimsChange(environment, live.user, stored.customClaims, options),
          })),
        );
      } else {
        if (now - live.session.lastAccessedAt >= TOUCH_AFTER_MS) {
          touch.touch(environment.id, live.session.id, now);
        }
        session = { ...live.session, lastAccessedAt: now };
      }
      const answered = await answerLive(environment, live.user, { session, token: live.token });
      return {
        session: answered.session,
        session_token: answered.session_token,
        session_jwt: answered.session_jwt,
        user: live.user,
        verdict,
      };
    },

    async record(tx, environment, proof) {
      const { user, factor, presented, options } = proof;
      const now = environment.now();
      const expiresAt = expiry(options, now);
      if (presented && presented.session.userId === user.id) {
        assertMutable(presented.session);
        const session = await change(tx, environment, presented.session.id, (stored) => ({
          ...stored,
          lastAccessedAt: now,
          expiresAt: expiresAt ?? stored.expiresAt,
          factors: mergeFactor(stored.factors, factor, now),
          customClaims: claimsChange(environment, user, stored.customClaims, options),
        }));
        return { session, token: presented.token };
      }
      const started = start(environment, proof);
      if (started) await store.insertSession(tx, started.row);
      return started;
    },

    async recordGuarded(environment, proof, insert, guarded) {
      const started = start(environment, proof);
      if (!started) return undefined;
      return (await insert(database, { ...started.row, ...guarded })) ? started : undefined;
    },

    async answer(environment, user, recorded) {
      if (!recorded) return noSession();
      return { ...(await answerLive(environment, user, recorded)), user_device: null };
    },

    async list(environment, user) {
      const sessions = await store.listSessions(
        database,
        environment.id,
        user.id,
        environment.now(),
      );
      const roles = effectiveRoles(user);
      const template = sessionClaims(environment, user);
      return sessions.map((session) => presentSession(environment.kind, session, roles, template));
    },

    async revoke(environment, selector) {
      exactlyOne(
        [selector.session_id, selector.session_token, selector.session_jwt],
        'no_session_revoke_arguments',
        'too_many_session_revoke_arguments',
      );
      const { session_id: id, session_token, session_jwt } = selector;
      const key =
        id !== undefined && given([session_token, session_jwt]) === 0
          ? idKey(environment, id)
          : keyOf(environment, selector);
      const now = environment.now();
      if ((await store.deleteSession(database, environment.id, key, now)) > 0) return;
      const other = await findByOtherToken(environment, key, now);
      const ended = other
        ? await store.deleteSession(
            database,
            environment.id,
            { by: 'id', id: other.session.id },
            now,
          )
        : 0;
      if (ended === 0) throw apiError('session_not_found');
    },

    async find(environment, id) {
      const now = environment.now();
      const { version, found } = await store.findSession(
        database,
        environment.id,
        { by: 'id', id },
        now,
      );
      confirmVersion(environment, version);
      return found && found.session.expiresAt > now ? { ...found, token: '' } : undefined;
    },

    async addToken(tx, environment, sessionId) {
      const token = newToken();
      await store.insertSessionToken(tx, {
        environment_id: environment.id,
        token_hash: hashToken(token),
        session_id: sessionId,
        created_at: environment.now(),
      });
      return token;
    },

    revokeAllOfUser: (executor, environment, userId, keptId) =>
      store.deleteSessionsOfUser(executor, environment.id, userId, keptId),

    async dropFactor(tx, environment, userId, factorWireId) {
      const now = environment.now();
      for (const session of await store.listSessions(tx, environment.id, userId, now)) {
        const factors = withoutFactor(session.factors, factorWireId);
        if (factors.length === session.factors.length) continue;
        if (factors.length === 0) {
          await store.deleteSession(tx, environment.id, { by: 'id', id: session.id }, now);
        } else {
          await store.updateSession(tx, environment.id, session.id, {
            authentication_factors: encodeJson(factors),
          });
        }
      }
    },
  };
}
