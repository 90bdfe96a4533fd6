import type { SealedPlace, Vault } from '../../../platform/crypto/vault.ts';
import { decodeJson, encodeJson } from '../../../platform/db/json.ts';
import type { OAuthProviderTable } from '../../../platform/db/schema.ts';
import type { ProviderSlug } from '../providers/slugs.ts';
import { emptySettings, type ProviderSettings } from './provider-settings.ts';

type Options = Partial<Omit<ProviderSettings, 'provider' | 'clientId' | 'secret'>>;

export interface StoredProvider {
  settings: ProviderSettings;
  createdAt: number;
  updatedAt: number;
}

export const sealedPlace = (environment: string, provider: string): SealedPlace => ({
  table: 'oauth_providers',
  column: 'secret',
  row: `${environment}/${provider}`,
});

export function readRow(row: OAuthProviderTable, vault: Vault): StoredProvider {
  const { environment_id, provider, client_id, secret } = row;
  const place = sealedPlace(environment_id, provider);
  return {
    settings: {
      ...emptySettings(provider as ProviderSlug),
      ...decodeJson<Options>(row.options),
      clientId: client_id,
      secret: secret === null ? '' : vault.open(place, secret),
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function writeRow(
  environment: string,
  { settings, createdAt, updatedAt }: StoredProvider,
  vault: Vault,
): OAuthProviderTable {
  const { provider, clientId, secret, ...options } = settings;
  return {
    environment_id: environment,
    provider,
    client_id: clientId,
    secret: secret === '' ? null : vault.seal(sealedPlace(environment, provider), secret),
    options: encodeJson(options),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
