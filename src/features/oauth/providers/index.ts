import { amazon } from './amazon.ts';
import { apple } from './apple.ts';
import { bitbucket } from './bitbucket.ts';
import { coinbase } from './coinbase.ts';
import { discord } from './discord.ts';
import type { ProviderEntry } from './entry.ts';
import { facebook } from './facebook.ts';
import { figma } from './figma.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { linkedin } from './linkedin.ts';
import { microsoft } from './microsoft.ts';
import { oidc } from './oidc.ts';
import { salesforce } from './salesforce.ts';
import { slack } from './slack.ts';
import type { ProviderSlug } from './slugs.ts';
import { snapchat } from './snapchat.ts';
import { tiktok } from './tiktok.ts';
import { twitch } from './twitch.ts';
import { twitter } from './twitter.ts';
import { yahoo } from './yahoo.ts';

/** Every provider, each described by its page. */
export const providers: Readonly<Record<ProviderSlug, ProviderEntry>> = {
  amazon,
  apple,
  bitbucket,
  coinbase,
  discord,
  facebook,
  figma,
  github,
  gitlab,
  google,
  linkedin,
  microsoft,
  oidc,
  salesforce,
  slack,
  snapchat,
  tiktok,
  twitch,
  twitter,
  yahoo,
};
