import { isDeepStrictEqual } from 'node:util';
import type { ApiError } from '../../../platform/errors/api-error.ts';
import { apiError } from '../../catalogue.ts';
import type { EndpointName, ProviderEntry } from '../providers/entry.ts';
import { findProblems, type Problem } from './find-problems.ts';
import {
  type EndpointOverrides,
  emptySettings,
  type ProviderSettings,
} from './provider-settings.ts';
import type { SettingName } from './setting-field.ts';
import { keptAs, withFallbacks } from './setting-values.ts';

/** What an operator enters, by management call, seed file or command line. */
export type ProviderInput = {
  [N in Exclude<SettingName, 'app_ids'>]?: string | undefined;
} & {
  app_ids?: readonly string[] | undefined;
  endpoints?: EndpointOverrides | undefined;
};

export const endpointNames: readonly EndpointName[] = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'refresh_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'emails_endpoint',
];

const textNames = Object.keys(keptAs) as (keyof typeof keptAs)[];

const secretNames = ['client_secret', 'private_key'] as const;

/** Command lines and environment variables hold a key with its line breaks spelled out. */
const asKey = (text: string): string => `${text.replaceAll('\\n', '\n').trim()}\n`;

const isEntered = (value: unknown): boolean =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

function foreignProblems(entry: ProviderEntry, input: ProviderInput): Problem[] {
  const own = new Set<string>([...entry.fields.map(({ name }) => name), 'endpoints']);
  return Object.entries(input)
    .filter(([name, value]) => isEntered(value) && !own.has(name))
    .map(([field]) => ({ field, message: `is no setting of ${entry.title}` }));
}

function endpointProblems(
  entry: ProviderEntry,
  endpoints: EndpointOverrides,
  environmentType: 'TEST' | 'LIVE',
): Problem[] {
  const generic = entry.endpoints === undefined;
  if (generic && endpoints.issuer !== undefined) {
    return [{ field: 'endpoints.issuer', message: 'is entered as issuer' }];
  }
  if (generic || environmentType === 'TEST' || Object.keys(endpoints).length === 0) return [];
  // Whoever could move these would log in as anybody.
  return [{ field: 'endpoints', message: 'can be replaced in TEST environments only' }];
}

/** The settings that an input makes, whatever is wrong with them. */
function merge(
  entry: ProviderEntry,
  input: ProviderInput,
  before: ProviderSettings | undefined,
): ProviderSettings {
  const settings = emptySettings(entry.slug);
  for (const name of textNames) {
    const value = input[name];
    if (value) settings[keptAs[name]] = name === 'private_key' ? asKey(value) : value;
  }
  return withFallbacks(entry, {
    ...settings,
    // It can be written, not read: a change of something else must be possible without it.
    secret: givesSecret(input) ? settings.secret : (before?.secret ?? ''),
    appIds: [...new Set(input.app_ids ?? [])],
    endpoints: { ...input.endpoints },
  });
}

const givesSecret = (input: ProviderInput): boolean =>
  secretNames.some((name) => isEntered(input[name]));

/** A secret that is kept while its destination changes could be read after all: over there. */
function movedSecretProblems(
  input: ProviderInput,
  before: ProviderSettings | undefined,
  after: ProviderSettings,
): Problem[] {
  if (!before?.secret || givesSecret(input)) return [];
  const stays =
    before.issuer === after.issuer &&
    before.loginHost === after.loginHost &&
    isDeepStrictEqual(before.endpoints, after.endpoints);
  if (stays) return [];
  const field = before.keyId === '' ? 'client_secret' : 'private_key';
  return [{ field, message: 'must be entered again where the addresses it goes to change' }];
}

export interface ReadInput {
  settings: ProviderSettings;
  problems: Problem[];
}

/** Replaces everything but a secret that is not given. */
export function readInput(
  entry: ProviderEntry,
  input: ProviderInput,
  context: { type: 'TEST' | 'LIVE'; before?: ProviderSettings | undefined },
): ReadInput {
  const settings = merge(entry, input, context.before);
  return {
    settings,
    problems: [
      ...foreignProblems(entry, input),
      ...movedSecretProblems(input, context.before, settings),
      ...endpointProblems(entry, settings.endpoints, context.type),
      ...findProblems(entry, settings),
    ],
  };
}

/** All of them in one error. */
export function problemError({ slug }: ProviderEntry, problems: readonly Problem[]): ApiError {
  const tenant = slug === 'microsoft' && problems.every(({ field }) => field === 'tenant');
  const sentences = problems.map(({ field, message }) => `${field} ${message}`);
  return apiError(tenant ? 'invalid_microsoft_tenant_type' : 'invalid_argument', {
    message: `${sentences.join('; ')}.`,
  });
}
