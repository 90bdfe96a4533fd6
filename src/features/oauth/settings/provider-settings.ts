import type { EndpointName } from '../providers/entry.ts';
import type { ProviderSlug } from '../providers/slugs.ts';

/** Endpoints in place of the provider's own: for tests and, at the generic entry, for good. */
export type EndpointOverrides = Partial<Record<EndpointName, string>>;

/** What one environment has set for a provider. Absent texts are empty. */
export interface ProviderSettings {
  provider: ProviderSlug;
  clientId: string;
  /** The client secret, or Apple's private key in PEM. Never leaves the server. */
  secret: string;
  /** Ids of the same application on phones: audiences of ID tokens beside the client id. */
  appIds: readonly string[];
  teamId: string;
  keyId: string;
  tenant: string;
  loginHost: string;
  issuer: string;
  endpoints: EndpointOverrides;
}

/** Of a provider that nothing was entered for. */
export const emptySettings = (provider: ProviderSlug): ProviderSettings => ({
  provider,
  clientId: '',
  secret: '',
  appIds: [],
  teamId: '',
  keyId: '',
  tenant: '',
  loginHost: '',
  issuer: '',
  endpoints: {},
});
