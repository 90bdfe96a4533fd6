import type { Outgoing } from '../../../platform/http/outgoing.ts';
import { createProviderClient } from '../protocol/provider-client.service.ts';
import type { ProviderClient, StandIn } from '../provider-client.ts';
import { presentProvider } from './present.ts';
import { createProviderCheck, type ProviderCheck } from './provider-check.ts';
import {
  type ConfiguredProvider,
  createProviderSettings,
  type ProviderSettingsDependencies,
  type ProviderSettingsService,
} from './provider-settings.service.ts';
import type { OAuthProvider } from './wire.ts';

/** Settings of OAuth providers, and the way to talk to providers with them. */
export interface OAuthProviders extends ProviderSettingsService {
  client: ProviderClient;
  check(configured: ConfiguredProvider): Promise<ProviderCheck>;
  /** As the management API and the command line show it. */
  present(configured: ConfiguredProvider): OAuthProvider;
}

export interface OAuthProvidersDependencies extends ProviderSettingsDependencies {
  outgoing: Outgoing;
  standIn?: StandIn | undefined;
  /** The callback of an environment. */
  redirectUriOf: (oauthCallbackId: string) => string;
}

export function createOAuthProviders(dependencies: OAuthProvidersDependencies): OAuthProviders {
  const { outgoing, standIn, clock, redirectUriOf } = dependencies;
  const settings = createProviderSettings(dependencies);
  const { settingsOf } = settings;
  const { probe, ...client } = createProviderClient({ settingsOf, outgoing, standIn, clock });
  return {
    ...settings,
    client,
    check: createProviderCheck({ probe, redirectUriOf }),
    present: (configured) => presentProvider(configured, redirectUriOf),
  };
}
