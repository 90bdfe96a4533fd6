import { type Clock, DAY, MINUTE } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import { randomId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import { activeKey } from './session-jwt.ts';
import { isListed, newSigningKeyRow, resealSigningKey, type SigningKey } from './signing-key.ts';
import * as store from './signing-keys.store.ts';

/** JWKS answers may be cached this long, so a new key is listed that long before it signs. */
export const JWKS_MAX_AGE_SECONDS = 900;
const PUBLISH_AHEAD = JWKS_MAX_AGE_SECONDS * 1_000 + MINUTE;
/** How long a replaced key stays listed after its last signature. */
const LISTED_AFTER = 31 * DAY;

export interface SigningKeys {
  /** The environment with a key that may sign; makes the first one where there is none. */
  ensure(environment: Environment): Promise<Environment>;
  /**
   * The keys to publish: all whose tokens may be alive, and the one that will sign next. Makes the
   * first one where there is none.
   */
  published(environment: Environment): Promise<SigningKey[]>;
  /** Adds the successor of the signing key; answers false where one is already waiting. */
  rotate(environmentId: string): Promise<boolean>;
  /** Rotates every environment whose newest key is older than `maxAgeDays`. */
  rotateOld(maxAgeDays: number): Promise<number>;
  /** Deletes keys whose tokens are all dead. */
  prune(): Promise<number>;
  /** Puts every private key under the newest master key. */
  reseal(): Promise<number>;
}

export function createSigningKeys(
  database: Database,
  environments: EnvironmentCache,
  vault: Vault,
  clock: Clock,
): SigningKeys {
  /** `current` decides under the lock whether the new key is wanted and from when it signs. */
  async function add(
    environmentId: string,
    signsFrom: (keys: store.KeyTimes[]) => number | undefined,
  ): Promise<boolean> {
    const id = randomId();
    // Generated before the transaction: it takes longer than a lock should be held.
    const row = await newSigningKeyRow(environmentId, id, vault);
    const added = await database.transaction(async (tx) => {
      if (!(await environments.bump(tx, environmentId))) return false;
      const keys = await store.listKeyTimes(tx, environmentId);
      const from = signsFrom(keys);
      if (from === undefined) return false;
      await store.retireKeys(tx, environmentId, from + LISTED_AFTER);
      await store.insertKey(tx, {
        environment_id: environmentId,
        id,
        ...row,
        created_at: clock.now(),
        signs_from: from,
        listed_until: null,
      });
      return true;
    });
    await environments.reload(environmentId);
    return added;
  }

  const rotate = (environmentId: string): Promise<boolean> =>
    add(environmentId, (keys) => {
      const now = clock.now();
      if (keys.length === 0) return now;
      return keys.some((key) => key.signs_from > now) ? undefined : now + PUBLISH_AHEAD;
    });

  const making = new Map<string, Promise<unknown>>();

  async function ensure(environment: Environment): Promise<Environment> {
    if (activeKey(environment, clock.now())) return environment;
    const { id } = environment;
    const held = environments.peek(id);
    if (held && activeKey(held, clock.now())) return held;
    // Generating is work for a whole core: the first logins of an environment share it.
    let first = making.get(id);
    if (!first) {
      first = add(id, (keys) => (keys.length === 0 ? clock.now() : undefined));
      making.set(id, first);
      const done = () => making.delete(id);
      first.then(done, done);
    }
    await first;
    return (await environments.get(id)) ?? environment;
  }

  return {
    ensure,
    async published(environment) {
      const { signingKeys } = await ensure(environment);
      return signingKeys.filter((key) => isListed(key, clock.now()));
    },
    rotate,
    async rotateOld(maxAgeDays) {
      const ids = await store.listEnvironmentsToRotate(database, clock.now() - maxAgeDays * DAY);
      let count = 0;
      for (const id of ids) if (await rotate(id)) count += 1;
      return count;
    },
    prune: () => store.deleteDeadKeys(database, clock.now()),
    async reseal() {
      let count = 0;
      for (const row of await store.listAllKeys(database)) {
        const sealed = resealSigningKey(row, vault);
        if (sealed === undefined) continue;
        await store.updatePrivateKey(database, row, sealed);
        count += 1;
      }
      return count;
    },
  };
}
