/**
 * The providers a flow can name, as in the start URL (behaviour-messaging-oauth 5.1). `oidc` is
 * ours: any OpenID provider that an operator points it at.
 */
export const providerSlugs = [
  'amazon',
  'apple',
  'bitbucket',
  'coinbase',
  'discord',
  'facebook',
  'figma',
  'github',
  'gitlab',
  'google',
  'linkedin',
  'microsoft',
  'oidc',
  'salesforce',
  'slack',
  'snapchat',
  'tiktok',
  'twitch',
  'twitter',
  'yahoo',
] as const;

export type ProviderSlug = (typeof providerSlugs)[number];

/** @public used by the flows */
export const isProviderSlug = (text: string): text is ProviderSlug =>
  (providerSlugs as readonly string[]).includes(text);
