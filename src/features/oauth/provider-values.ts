import { SECOND, toTimestamp } from '../../platform/clock.ts';
import type { SealedPlace, Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import { decodeJson, encodeJson } from '../../platform/db/json.ts';
import type { OAuthTokenTable } from '../../platform/db/oauth-tables.ts';
import type { ProviderTokens } from './provider-client.ts';
import * as store from './token.store.ts';

/** The provider's own tokens as the app gets them, once (behaviour-messaging-oauth 5.4). */
export interface ProviderValues {
  /** Absent ones are empty. */
  access_token: string;
  refresh_token: string;
  id_token: string;
  scopes: string[];
  /** Of the access token. Absent where the provider does not say: SDKs parse it as a timestamp. */
  expires_at?: string;
}

type Row = Pick<OAuthTokenTable, 'environment_id' | 'token_hash'>;

/** What sealed values are bound to. */
const placeOf = (row: Row): SealedPlace => ({
  table: 'oauth_tokens',
  column: 'provider_values',
  row: `${row.environment_id}/${row.token_hash}`,
});

export const noProviderValues: ProviderValues = {
  access_token: '',
  refresh_token: '',
  id_token: '',
  scopes: [],
};

export function valuesOf(tokens: ProviderTokens, now: number): ProviderValues {
  const { access_token, refresh_token, id_token, scopes, access_token_expires_in: ttl } = tokens;
  return {
    access_token,
    refresh_token,
    id_token,
    scopes,
    ...(ttl !== undefined && { expires_at: toTimestamp(now + ttl * SECOND) }),
  };
}

export const sealValues = (vault: Vault, row: Row, values: ProviderValues): string =>
  vault.seal(placeOf(row), encodeJson(values));

export const openValues = (vault: Vault, row: Row & { provider_values: string | null }) =>
  row.provider_values === null
    ? noProviderValues
    : decodeJson<ProviderValues>(vault.open(placeOf(row), row.provider_values));

const BATCH = 500;

/** Puts waiting values under the newest master key. */
export function createReseal(database: Database, vault: Vault): () => Promise<number> {
  return async () => {
    let count = 0;
    let last: store.Sealed | undefined;
    do {
      const rows = await store.listSealed(database, last, BATCH);
      for (const row of rows.filter(({ provider_values }) => vault.isStale(provider_values))) {
        const sealed = vault.seal(placeOf(row), vault.open(placeOf(row), row.provider_values));
        count += await store.replaceSealed(database, row, sealed);
      }
      last = rows.at(-1);
    } while (last);
    return count;
  };
}
