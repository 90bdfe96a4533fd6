import type { ProviderSlug } from './slugs.ts';

/** How a provider is called where the wire does not use its slug. */
export interface ProviderNames {
  /** `provider_type` of users and answers. */
  displayName: string;
  /** Member of a session's authentication factor. */
  factorKey: string;
}

const names = (displayName: string, word: string): ProviderNames => ({
  displayName,
  factorKey: `${word}_oauth_factor`,
});

/** behaviour-messaging-oauth 5.1 and 5.4. */
export const providerNames: Readonly<Record<ProviderSlug, ProviderNames>> = {
  amazon: names('Amazon', 'amazon'),
  apple: names('Apple', 'apple'),
  bitbucket: names('Bitbucket', 'bitbucket'),
  coinbase: names('Coinbase', 'coinbase'),
  discord: names('Discord', 'discord'),
  facebook: names('Facebook', 'facebook'),
  figma: names('Figma', 'figma'),
  github: names('Github', 'github'),
  gitlab: names('Gitlab', 'git_lab'),
  google: names('Google', 'google'),
  linkedin: names('LinkedIn', 'linked_in'),
  microsoft: names('Microsoft', 'microsoft'),
  oidc: names('OIDC', 'oidc'),
  salesforce: names('Salesforce', 'salesforce'),
  slack: names('Slack', 'slack'),
  snapchat: names('Snapchat', 'snapchat'),
  tiktok: names('TikTok', 'tik_tok'),
  twitch: names('Twitch', 'twitch'),
  twitter: names('Twitter', 'twitter'),
  yahoo: names('Yahoo', 'yahoo'),
};
