import type { Clock } from '../../platform/clock.ts';
import { hashToken } from '../../platform/crypto/tokens.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { orderedId, parseWireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { lastFour, newSecretValue } from './keys.ts';
import { type ChangeEnvironment, locateEnvironment } from './locate.ts';
import type { EnvironmentPlace, EnvironmentRecord, NewSecret, SecretRow } from './records.ts';
import * as store from './secrets.store.ts';

const MAX_SECRETS = 50;

export interface SecretPins {
  /** The whole value, `secret-<env>-...`; the secret that has it already is given back. */
  value?: string | undefined;
  createdAt?: number | undefined;
}

/** Several secrets of one environment are valid at a time: that is how they are rotated. */
export interface SecretAdmin {
  /** The only moment at which the value can be read. */
  createSecret(place: EnvironmentPlace, pins?: SecretPins): Promise<Keyed<NewSecret>>;
  listSecrets(place: EnvironmentPlace): Promise<Keyed<SecretRow>[]>;
  /** By wire id; 404 `secret_not_found`, for malformed ids too. */
  getSecret(place: EnvironmentPlace, secretId: string): Promise<Keyed<SecretRow>>;
  deleteSecret(place: EnvironmentPlace, secretId: string): Promise<void>;
}

/** With the environment whose kind its wire id carries. */
export type Keyed<T> = T & { environment: EnvironmentRecord };

/** The caller has bumped the environment, or is just making it. */
export async function addSecret(
  tx: Executor,
  environment: EnvironmentRecord,
  pins: SecretPins,
  now: number,
): Promise<NewSecret> {
  const value = pins.value ?? newSecretValue(environment.kind);
  const hash = hashToken(value);
  const known = await store.findSecretByHash(tx, environment.id, hash);
  if (known) return { id: known.id, value, createdAt: known.createdAt };
  const existing = await store.listSecrets(tx, environment.id);
  if (existing.length >= MAX_SECRETS) throw apiError('too_many_secrets');
  const id = orderedId();
  const createdAt = pins.createdAt ?? now;
  await store.insertSecret(tx, {
    environment_id: environment.id,
    id,
    secret_hash: hash,
    last_four: lastFour(value),
    created_at: createdAt,
    used_at: null,
  });
  return { id, value, createdAt };
}

function readSecretId(environment: EnvironmentRecord, secretId: string): string {
  const parsed = parseWireId('secret', environment.kind, secretId);
  if (!parsed.ok) throw apiError('secret_not_found');
  return parsed.uuid;
}

export function createSecretAdmin(
  database: Database,
  change: ChangeEnvironment,
  clock: Clock,
): SecretAdmin {
  return {
    createSecret: (place, pins = {}) =>
      change(place, async (tx, environment) => ({
        ...(await addSecret(tx, environment, pins, clock.now())),
        environment,
      })),

    async listSecrets(place) {
      const environment = await locateEnvironment(database, place);
      const rows = await store.listSecrets(database, environment.id);
      return rows.map((row) => ({ ...row, environment }));
    },

    async getSecret(place, secretId) {
      const environment = await locateEnvironment(database, place);
      const uuid = readSecretId(environment, secretId);
      const row = await store.findSecret(database, environment.id, uuid);
      if (!row) throw apiError('secret_not_found');
      return { ...row, environment };
    },

    deleteSecret: (place, secretId) =>
      change(place, async (tx, environment) => {
        const uuid = readSecretId(environment, secretId);
        if ((await store.deleteSecret(tx, environment.id, uuid)) === 0) {
          throw apiError('secret_not_found');
        }
      }),
  };
}
