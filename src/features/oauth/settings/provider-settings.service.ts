import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../platform/clock.ts';
import type { Vault } from '../../../platform/crypto/vault.ts';
import type { Database, Executor } from '../../../platform/db/executor.ts';
import { apiError } from '../../catalogue.ts';
import type { Environment } from '../../projects/environment.ts';
import type { EnvironmentCache } from '../../projects/environment-cache.ts';
import type { Projects } from '../../projects/projects.service.ts';
import type { EnvironmentPlace, EnvironmentRecord } from '../../projects/records.ts';
import { boundedCache } from '../protocol/bounded-cache.ts';
import { providers } from '../providers/index.ts';
import type { ProviderSlug } from '../providers/slugs.ts';
import * as store from './provider-settings.store.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { type ProviderInput, problemError, readInput } from './read-input.ts';
import { readRow, type StoredProvider, sealedPlace, writeRow } from './stored-provider.ts';

/** Settings kept in memory, those that are not there included. */
const MAX_KEPT = 1_000;
const BATCH = 500;

/** A provider as its operator sees it. */
export interface ConfiguredProvider extends StoredProvider {
  environment: EnvironmentRecord;
}

/** What environments enter for OAuth providers. Secrets can be written and never read. */
export interface ProviderSettingsService {
  /** By slug. */
  list(place: EnvironmentPlace): Promise<ConfiguredProvider[]>;
  /** 404 `oauth_config_not_found`. */
  get(place: EnvironmentPlace, provider: ProviderSlug): Promise<ConfiguredProvider>;
  /** Replaces everything but a secret that is not given; refuses what could not work. */
  put(
    place: EnvironmentPlace,
    provider: ProviderSlug,
    input: ProviderInput,
  ): Promise<ConfiguredProvider>;
  /** 404 `oauth_config_not_found`. */
  remove(place: EnvironmentPlace, provider: ProviderSlug): Promise<void>;
  /** The same as `put` within the caller's transaction; nothing happens where nothing differs. */
  pin(
    tx: Executor,
    environment: EnvironmentRecord,
    provider: ProviderSlug,
    input: ProviderInput,
  ): Promise<void>;
  /** For logins: from memory, as of the version of the environment. */
  settingsOf(
    environment: Environment,
    provider: ProviderSlug,
  ): Promise<ProviderSettings | undefined>;
  /** Puts every secret under the newest master key. */
  reseal(): Promise<number>;
}

export interface ProviderSettingsDependencies {
  database: Database;
  vault: Vault;
  environments: Pick<EnvironmentCache, 'bump'>;
  projects: Pick<Projects, 'getEnvironment' | 'changeEnvironment'>;
  clock: Clock;
}

export function createProviderSettings(
  dependencies: ProviderSettingsDependencies,
): ProviderSettingsService {
  const { database, vault, environments, projects, clock } = dependencies;
  const kept = boundedCache<{ settings: ProviderSettings | undefined }>(MAX_KEPT);

  async function find(
    executor: Executor,
    environment: string,
    provider: ProviderSlug,
  ): Promise<StoredProvider | undefined> {
    const row = await store.findRow(executor, environment, provider);
    return row && readRow(row, vault);
  }

  /** What the input makes of what is there; throws for what could not work. */
  function changed(
    environment: EnvironmentRecord,
    provider: ProviderSlug,
    input: ProviderInput,
    before: StoredProvider | undefined,
  ): StoredProvider {
    const { type } = environment;
    const context = { type, before: before?.settings };
    const entry = providers[provider];
    const { settings, problems } = readInput(entry, input, context);
    if (problems.length > 0) throw problemError(entry, problems);
    const now = clock.now();
    return { settings, createdAt: before?.createdAt ?? now, updatedAt: now };
  }

  return {
    async list(place) {
      const environment = await projects.getEnvironment(place);
      const rows = await store.listRows(database, environment.id);
      return rows.map((row) => ({ ...readRow(row, vault), environment }));
    },

    async get(place, provider) {
      const environment = await projects.getEnvironment(place);
      const found = await find(database, environment.id, provider);
      if (!found) throw apiError('oauth_config_not_found');
      return { ...found, environment };
    },

    put: (place, provider, input) =>
      projects.changeEnvironment(place, async (tx, environment) => {
        const before = await find(tx, environment.id, provider);
        const after = changed(environment, provider, input, before);
        await store.putRow(tx, writeRow(environment.id, after, vault));
        return { ...after, environment };
      }),

    remove: (place, provider) =>
      projects.changeEnvironment(place, async (tx, { id }) => {
        const gone = await store.deleteRow(tx, id, provider);
        if (gone === 0) throw apiError('oauth_config_not_found');
      }),

    async pin(tx, environment, provider, input) {
      const { id } = environment;
      const differs = async () => {
        const before = await find(tx, id, provider);
        const after = changed(environment, provider, input, before);
        return isDeepStrictEqual(before?.settings, after.settings) ? undefined : after;
      };
      if (!(await differs())) return;
      // Bumping makes other changes wait, so what differs is decided once more.
      await environments.bump(tx, id);
      const after = await differs();
      if (after) await store.putRow(tx, writeRow(id, after, vault));
    },

    async settingsOf({ id, version }, provider) {
      // Every change of settings changes the version, so what is kept is never older than that.
      const key = `${id}/${version}/${provider}`;
      const held = kept.get(key);
      if (held) return held.settings;
      const settings = (await find(database, id, provider))?.settings;
      kept.set(key, { settings });
      return settings;
    },

    async reseal() {
      let count = 0;
      let last: store.SealedSecret | undefined;
      do {
        const rows = await store.listSecrets(database, last, BATCH);
        for (const row of rows.filter(({ secret }) => vault.isStale(secret))) {
          const place = sealedPlace(row.environment_id, row.provider);
          const sealed = vault.seal(place, vault.open(place, row.secret));
          count += await store.replaceSecret(database, row, sealed);
        }
        last = rows.at(-1);
      } while (last);
      return count;
    },
  };
}
