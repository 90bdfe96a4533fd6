import type { ConnectedAppTable } from '../../platform/db/connected-app-tables.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { Flag } from '../../platform/db/schema.ts';
import type { Client } from './client-record.ts';

const flag = (value: boolean): Flag => (value ? 1 : 0);

/** What a caller can change of a client, as columns. */
export const fieldColumns = (client: Client) => ({
  name: client.name,
  description: client.description,
  logo_url: client.logoUrl,
  redirect_urls: encodeJson(client.redirectUrls),
  post_logout_redirect_urls: encodeJson(client.postLogoutRedirectUrls),
  full_access_allowed: flag(client.fullAccessAllowed),
  bypass_consent_for_offline_access: flag(client.bypassConsentForOfflineAccess),
  access_token_expiry_minutes: client.accessTokenExpiryMinutes,
  access_token_custom_audience: client.accessTokenCustomAudience,
  access_token_template_content: client.accessTokenTemplateContent,
  id_token_template_content: client.idTokenTemplateContent,
});

/** The row of a new client. */
export const clientRow = (
  environmentId: string,
  client: Client,
  rest: { createdAt: number; registrationHash: string | null },
): ConnectedAppTable => ({
  environment_id: environmentId,
  id: client.id,
  client_type: client.type,
  ...fieldColumns(client),
  secret_hash: client.secretHash,
  secret_last_four: client.secretLastFour,
  next_secret_hash: client.nextSecretHash,
  next_secret_last_four: client.nextSecretLastFour,
  creation_method: client.creationMethod,
  registration_hash: rest.registrationHash,
  client_id_metadata_url: client.clientIdMetadataUrl,
  metadata_fresh_until: client.metadataFreshUntil,
  created_at: rest.createdAt,
  expires_at: client.expiresAt,
});
