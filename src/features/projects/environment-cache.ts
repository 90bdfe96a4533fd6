import { type Clock, HOUR } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { isUuid, wireId } from '../../platform/ids.ts';
import { readSigningKey } from '../sessions/signing-key.ts';
import * as store from './environment.store.ts';
import type { Environment } from './environment.ts';

export interface EnvironmentCache {
  /** From memory, or read once; undefined where no such environment exists. */
  get(id: string): Promise<Environment | undefined>;
  /** Of a public token in wire form, current; undefined where the token is unknown. */
  byPublicToken(token: string): Promise<Environment | undefined>;
  /** Of a provider's callback, current; undefined where the id is unknown. */
  byOAuthCallbackId(id: string): Promise<Environment | undefined>;
  /** Read anew, whatever memory holds. */
  reload(id: string): Promise<Environment | undefined>;
  /**
   * From memory if that is still current, else read anew: one small read, for calls that no
   * credentials and no statement of their own keep up to date.
   */
  fresh(id: string): Promise<Environment | undefined>;
  /** Notes that a secret was presented; written at most once an hour, behind the request. */
  noteUse(environment: Environment, secretId: string): void;
  /** In memory only; for hot paths that must not wait. */
  peek(id: string): Environment | undefined;
  /**
   * Marks what nodes hold of the environment as outdated. First call of every transaction that
   * changes keys, URLs or settings: it also makes such changes wait for one another. False where
   * there is no such environment.
   */
  bump(tx: Executor, id: string): Promise<boolean>;
}

const MAX_ENTRIES = 1_000;
const OAUTH_CALLBACK_ID = /^oauth-callback-(?:test|live)-[0-9a-f-]{36}$/;

interface Turn {
  promise: Promise<Environment | undefined>;
  next?: Promise<Environment | undefined>;
}

export function createEnvironmentCache(
  database: Database,
  vault: Vault,
  clock: Clock,
): EnvironmentCache {
  const entries = new Map<string, Environment>();
  const turns = new Map<string, Turn>();
  const used = new Map<string, number>();

  async function load(id: string): Promise<Environment | undefined> {
    // The version is read first: a change between these reads makes the copy older than it
    // claims at worst once, and the next confirmed statement finds that out.
    const row = await store.findEnvironment(database, id);
    if (!row) {
      entries.delete(id);
      return undefined;
    }
    const [secrets, publicTokens, redirectUrls, emailTemplates, keys] = await Promise.all([
      store.listSecretHashes(database, id),
      store.listPublicTokenIds(database, id),
      store.listRedirectUrls(database, id),
      store.indexEmailTemplates(database, id),
      store.listSigningKeys(database, id),
    ]);
    const kind = row.type === 'LIVE' ? 'live' : 'test';
    const offset = row.type === 'TEST' ? row.clockOffset : 0;
    const environment: Environment = {
      id,
      projectId: wireId('project', kind, id),
      kind,
      type: row.type,
      slug: row.slug,
      projectSlug: row.projectSlug,
      projectName: row.projectName,
      version: row.version,
      settings: row.settings,
      secrets,
      publicTokens: publicTokens.map((token) => wireId('public-token', kind, token.id)),
      oauthCallbackId: row.oauthCallbackId,
      redirectUrls,
      emailTemplates,
      signingKeys: keys.map((key) => readSigningKey(key, kind, vault)),
      now: () => clock.now() + offset,
      // The place that `forRequest` fills in its copies.
      subject: undefined,
    };
    if (entries.size >= MAX_ENTRIES) {
      const oldest = entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(id, environment);
    return environment;
  }

  function start(id: string): Promise<Environment | undefined> {
    const turn: Turn = { promise: load(id) };
    turns.set(id, turn);
    const done = () => {
      if (turns.get(id) === turn) turns.delete(id);
    };
    turn.promise.then(done, done);
    return turn.promise;
  }

  /**
   * Joining a read that began earlier could return the state from before a change the caller
   * knows of; so callers share the next read, however many they are.
   */
  function reload(id: string): Promise<Environment | undefined> {
    const running = turns.get(id);
    if (!running) return start(id);
    running.next ??= running.promise.then(
      () => start(id),
      () => start(id),
    );
    return running.next;
  }

  async function fresh(id: string): Promise<Environment | undefined> {
    const held = entries.get(id);
    const current = held && (await store.currentVersion(database, id)) === held.version;
    return current ? held : reload(id);
  }

  return {
    peek: (id) => entries.get(id),
    noteUse(environment, secretId) {
      const key = `${environment.id}/${secretId}`;
      const now = clock.now();
      if (now - (used.get(key) ?? 0) < HOUR) return;
      if (used.size >= MAX_ENTRIES) used.clear();
      used.set(key, now);
      // Lost when it fails; the next hour writes a newer one.
      store.touchSecret(database, environment.id, secretId, now).catch(() => used.delete(key));
    },
    get: async (id) => entries.get(id) ?? (await reload(id)),
    fresh,
    reload,
    async byPublicToken(token) {
      const match = /^public-token-(?:test|live)-(.{36})$/.exec(token);
      const id = match?.[1] ?? '';
      const environmentId = isUuid(id) ? await store.findPublicToken(database, id) : undefined;
      if (environmentId === undefined) return undefined;
      const environment = await fresh(environmentId);
      return environment?.publicTokens.includes(token) ? environment : undefined;
    },
    async byOAuthCallbackId(callbackId) {
      if (!OAUTH_CALLBACK_ID.test(callbackId)) return undefined;
      const id = await store.findByOAuthCallbackId(database, callbackId);
      return id === undefined ? undefined : fresh(id);
    },
    bump: async (tx, id) => (await store.bumpVersion(tx, id)) === 1,
  };
}
