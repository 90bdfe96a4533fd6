import { type EnvironmentKind, wireId } from '../../platform/ids.ts';
import type { Client } from './client-record.ts';
import type { ConnectedApp, ConnectedAppPublic } from './wire.ts';

/**
 * The wire's client_id. One that came from a metadata document is called by the document's URL,
 * which is all its own side knows of it.
 */
export const clientWireId = (
  kind: EnvironmentKind,
  { id, clientIdMetadataUrl }: Pick<Client, 'id' | 'clientIdMetadataUrl'>,
): string => clientIdMetadataUrl ?? wireId('connected-app', kind, id);

const common = (kind: EnvironmentKind, client: Client) => ({
  client_id: clientWireId(kind, client),
  client_name: client.name,
  client_description: client.description,
  status: 'active',
  full_access_allowed: client.fullAccessAllowed,
  client_type: client.type,
  redirect_urls: client.redirectUrls,
  access_token_expiry_minutes: client.accessTokenExpiryMinutes,
  access_token_template_content: client.accessTokenTemplateContent,
  id_token_template_content: client.idTokenTemplateContent,
  post_logout_redirect_urls: client.postLogoutRedirectUrls,
  bypass_consent_for_offline_access: client.bypassConsentForOfflineAccess,
  ...(client.accessTokenCustomAudience !== '' && {
    access_token_custom_audience: client.accessTokenCustomAudience,
  }),
  ...(client.logoUrl !== '' && { logo_url: client.logoUrl }),
  ...(client.clientIdMetadataUrl !== null && {
    client_id_metadata_url: client.clientIdMetadataUrl,
  }),
});

const lastFours = ({ secretLastFour, nextSecretLastFour }: Client) => ({
  ...(secretLastFour !== null && { client_secret_last_four: secretLastFour }),
  ...(nextSecretLastFour !== null && { next_client_secret_last_four: nextSecretLastFour }),
});

export const presentClient = (kind: EnvironmentKind, client: Client): ConnectedApp => ({
  ...common(kind, client),
  creation_method: client.creationMethod,
  ...lastFours(client),
});

/** With the secret that was just made; undefined for a public client. */
export const presentNewClient = (
  kind: EnvironmentKind,
  client: Client,
  secret: string | undefined,
) => ({
  ...common(kind, client),
  ...lastFours(client),
  ...(secret !== undefined && { client_secret: secret }),
});

export const presentRotatingClient = (
  kind: EnvironmentKind,
  client: Client,
  nextSecret: string,
) => ({
  ...common(kind, client),
  ...lastFours(client),
  client_secret_last_four: client.secretLastFour ?? '',
  next_client_secret: nextSecret,
});

export const presentPublicClient = (kind: EnvironmentKind, client: Client): ConnectedAppPublic => ({
  client_id: clientWireId(kind, client),
  client_name: client.name,
  client_description: client.description,
  client_type: client.type,
  ...(client.logoUrl !== '' && { logo_url: client.logoUrl }),
});
