import { toTimestamp } from '../../../platform/clock.ts';
import type { ConfiguredProvider } from './provider-settings.service.ts';
import type { OAuthProvider } from './wire.ts';

/** Without the secret, and without what was not entered. */
export function presentProvider(
  { settings, createdAt, updatedAt, environment }: ConfiguredProvider,
  redirectUriOf: (oauthCallbackId: string) => string,
): OAuthProvider {
  const { provider, clientId, secret, appIds, endpoints } = settings;
  const texts = {
    team_id: settings.teamId,
    key_id: settings.keyId,
    tenant: settings.tenant,
    login_host: settings.loginHost,
    issuer: settings.issuer,
  };
  return {
    provider,
    client_id: clientId,
    has_secret: secret !== '',
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')),
    ...(appIds.length > 0 && { app_ids: [...appIds] }),
    ...(Object.keys(endpoints).length > 0 && { endpoints: { ...endpoints } }),
    redirect_uri: redirectUriOf(environment.oauthCallbackId),
    created_at: toTimestamp(createdAt),
    updated_at: toTimestamp(updatedAt),
  };
}
