import type { ConnectedAppTable } from '../../platform/db/connected-app-tables.ts';
import { decodeJson } from '../../platform/db/json.ts';

export const clientTypes = [
  'first_party',
  'first_party_public',
  'third_party',
  'third_party_public',
] as const;

export type ClientType = (typeof clientTypes)[number];

export type CreationMethod = 'api' | 'dynamic_client_registration' | 'client_id_metadata_document';

/** A Connected App as the rules see it. Instants in milliseconds of the environment's time. */
export interface Client {
  /** The uuid inside the wire's client_id. */
  id: string;
  type: ClientType;
  name: string;
  description: string;
  /** Empty where there is none; so are the audience and the templates. */
  logoUrl: string;
  redirectUrls: string[];
  postLogoutRedirectUrls: string[];
  fullAccessAllowed: boolean;
  bypassConsentForOfflineAccess: boolean;
  accessTokenExpiryMinutes: number;
  accessTokenCustomAudience: string;
  accessTokenTemplateContent: string;
  idTokenTemplateContent: string;
  secretHash: string | null;
  secretLastFour: string | null;
  nextSecretHash: string | null;
  nextSecretLastFour: string | null;
  creationMethod: CreationMethod;
  clientIdMetadataUrl: string | null;
  metadataFreshUntil: number | null;
  /** A client that came by itself goes here unless it is used before; null for all others. */
  expiresAt: number | null;
}

/** Public clients hold no secret, so they must prove themselves by PKCE (RFC 9700 2.1.1). */
export const isPublic = ({ type }: Pick<Client, 'type'>): boolean => type.endsWith('_public');

export const isThirdParty = ({ type }: Pick<Client, 'type'>): boolean =>
  type.startsWith('third_party');

export type ClientRow = Record<
  `client_${Exclude<keyof ConnectedAppTable, 'environment_id' | 'registration_hash' | 'created_at' | 'client_id_metadata_url' | 'client_type'>}`,
  unknown
> & {
  client_id: string;
  client_type: ClientType;
  client_id_metadata_url: string | null;
};

/** Aliases for `connected_apps as c`, in every statement that reads clients. */
export const clientColumns = [
  'c.id as client_id',
  'c.client_type',
  'c.name as client_name',
  'c.description as client_description',
  'c.logo_url as client_logo_url',
  'c.redirect_urls as client_redirect_urls',
  'c.post_logout_redirect_urls as client_post_logout_redirect_urls',
  'c.full_access_allowed as client_full_access_allowed',
  'c.bypass_consent_for_offline_access as client_bypass_consent_for_offline_access',
  'c.access_token_expiry_minutes as client_access_token_expiry_minutes',
  'c.access_token_custom_audience as client_access_token_custom_audience',
  'c.access_token_template_content as client_access_token_template_content',
  'c.id_token_template_content as client_id_token_template_content',
  'c.secret_hash as client_secret_hash',
  'c.secret_last_four as client_secret_last_four',
  'c.next_secret_hash as client_next_secret_hash',
  'c.next_secret_last_four as client_next_secret_last_four',
  'c.creation_method as client_creation_method',
  'c.client_id_metadata_url',
  'c.metadata_fresh_until as client_metadata_fresh_until',
  'c.expires_at as client_expires_at',
] as const;

export const readClient = (row: ClientRow): Client => ({
  id: row.client_id,
  type: row.client_type,
  name: row.client_name as string,
  description: row.client_description as string,
  logoUrl: row.client_logo_url as string,
  redirectUrls: decodeJson(row.client_redirect_urls as string),
  postLogoutRedirectUrls: decodeJson(row.client_post_logout_redirect_urls as string),
  fullAccessAllowed: row.client_full_access_allowed === 1,
  bypassConsentForOfflineAccess: row.client_bypass_consent_for_offline_access === 1,
  accessTokenExpiryMinutes: row.client_access_token_expiry_minutes as number,
  accessTokenCustomAudience: row.client_access_token_custom_audience as string,
  accessTokenTemplateContent: row.client_access_token_template_content as string,
  idTokenTemplateContent: row.client_id_token_template_content as string,
  secretHash: row.client_secret_hash as string | null,
  secretLastFour: row.client_secret_last_four as string | null,
  nextSecretHash: row.client_next_secret_hash as string | null,
  nextSecretLastFour: row.client_next_secret_last_four as string | null,
  creationMethod: row.client_creation_method as CreationMethod,
  clientIdMetadataUrl: row.client_id_metadata_url,
  metadataFreshUntil: row.client_metadata_fresh_until as number | null,
  expiresAt: row.client_expires_at as number | null,
});
