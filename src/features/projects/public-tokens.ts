import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { parseWireId, randomId, wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { type ChangeEnvironment, locateEnvironment } from './locate.ts';
import * as store from './public-tokens.store.ts';
import type { EnvironmentPlace, EnvironmentRecord } from './records.ts';

const MAX_PUBLIC_TOKENS = 50;

export interface PublicTokenPins {
  /** `public-token-<env>-<uuid>` without the prefix; the token that has it is given back. */
  id?: string | undefined;
  createdAt?: number | undefined;
}

export interface PublicToken {
  /** Wire form; the value is also the id. */
  token: string;
  createdAt: number;
}

export interface PublicTokenAdmin {
  createPublicToken(place: EnvironmentPlace, pins?: PublicTokenPins): Promise<PublicToken>;
  listPublicTokens(place: EnvironmentPlace): Promise<PublicToken[]>;
  /** 404 `public_token_not_found`, for malformed ones too. */
  getPublicToken(place: EnvironmentPlace, token: string): Promise<PublicToken>;
  /** The last one of an environment stays. */
  deletePublicToken(place: EnvironmentPlace, token: string): Promise<void>;
}

async function listTokens(
  executor: Executor,
  { id, kind }: EnvironmentRecord,
): Promise<PublicToken[]> {
  const rows = await store.listPublicTokens(executor, id);
  return rows.map((row) => ({
    token: wireId('public-token', kind, row.id),
    createdAt: row.createdAt,
  }));
}

/** The caller has bumped the environment, or is just making it. */
export async function addPublicToken(
  tx: Executor,
  environment: EnvironmentRecord,
  pins: PublicTokenPins,
  now: number,
): Promise<PublicToken> {
  const id = pins.id ?? randomId();
  const token = wireId('public-token', environment.kind, id);
  const existing = await listTokens(tx, environment);
  const known = existing.find((one) => one.token === token);
  if (known) return known;
  if (existing.length >= MAX_PUBLIC_TOKENS) throw apiError('too_many_public_tokens');
  const createdAt = pins.createdAt ?? now;
  await store.insertPublicToken(tx, {
    environment_id: environment.id,
    id,
    created_at: createdAt,
  });
  return { token, createdAt };
}

export function createPublicTokenAdmin(
  database: Database,
  change: ChangeEnvironment,
  clock: Clock,
): PublicTokenAdmin {
  return {
    createPublicToken: (place, pins = {}) =>
      change(place, (tx, environment) => addPublicToken(tx, environment, pins, clock.now())),

    async listPublicTokens(place) {
      return listTokens(database, await locateEnvironment(database, place));
    },

    async getPublicToken(place, token) {
      const tokens = await listTokens(database, await locateEnvironment(database, place));
      const found = tokens.find((one) => one.token === token);
      if (!found) throw apiError('public_token_not_found');
      return found;
    },

    deletePublicToken: (place, token) =>
      change(place, async (tx, environment) => {
        const tokens = await listTokens(tx, environment);
        const parsed = parseWireId('public-token', environment.kind, token);
        if (!parsed.ok || !tokens.some((one) => one.token === token)) {
          throw apiError('public_token_not_found');
        }
        if (tokens.length === 1) throw apiError('unable_to_delete_last_public_token');
        await store.deletePublicToken(tx, environment.id, parsed.uuid);
      }),
  };
}
