import type { StandInClient } from '../provider-client.ts';
import { type ProviderEntry, standardClaims } from '../providers/entry.ts';
import { providers } from '../providers/index.ts';
import { oidc } from '../providers/oidc.ts';
import type { ProviderSlug } from '../providers/slugs.ts';
import { emptySettings, type ProviderSettings } from '../settings/provider-settings.ts';

/** Apple comes back by a form, and so does its stand-in: an app's test takes the same way. */
const responseMode = ({ fixedParameters }: ProviderEntry): Record<string, string> => {
  const mode = fixedParameters?.['response_mode'];
  return mode === undefined ? {} : { response_mode: mode };
};

/**
 * The OpenID provider of this server in the place of another one: the protocol is that of any
 * OpenID provider, but what an email is worth is the same as with the real one.
 */
export function standInEntry(provider: ProviderSlug): ProviderEntry {
  const { title, displayName, factorKey, claims } = providers[provider];
  const { emailVerified: _, ...unverified } = standardClaims;
  const map = claims.emailVerified === undefined ? unverified : standardClaims;
  const fixedParameters = responseMode(providers[provider]);
  return { ...oidc, slug: provider, title, displayName, factorKey, claims: map, fixedParameters };
}

export const standInSettings = (
  provider: ProviderSlug,
  { issuer, clientId, clientSecret }: StandInClient,
): ProviderSettings => ({ ...emptySettings(provider), issuer, clientId, secret: clientSecret });
