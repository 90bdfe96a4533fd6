import type { ArgsDef } from 'citty';
import { endpointNames, type ProviderInput } from '../features/oauth/settings/read-input.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { readSecret } from './secret-input.ts';

const secret = (what: string, variable: string) =>
  ({
    type: 'string',
    valueHint: 'file',
    description: `File with ${what}; - is the standard input [${variable}]`,
  }) as const;

const text = (description: string) => ({ type: 'string', description }) as const;

export const settingFlags = {
  'client-id': text('Client id, under whatever name the provider has for it'),
  'client-secret-file': secret('the client secret', 'SELVAGE_OAUTH_CLIENT_SECRET'),
  'private-key-file': secret("Apple's private key, the .p8", 'SELVAGE_OAUTH_PRIVATE_KEY'),
  'team-id': text('Apple'),
  'key-id': text('Apple'),
  tenant: text('Microsoft: common, organizations, consumers or an id'),
  'login-host': text('Salesforce'),
  issuer: text('OpenID Connect, as the provider spells it'),
  'app-ids': text('Google, Apple: ids of the app on phones, separated by commas'),
  endpoints: text('In place of the own ones: NAME=URL, separated by spaces'),
} satisfies ArgsDef;

function readEndpoints(given: string | undefined): ProviderInput['endpoints'] {
  if (given === undefined) return undefined;
  const pairs = given.split(/\s+/).filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, url] = /^([a-z_]+)=(.+)$/.exec(pair) ?? [];
      const known = endpointNames.find((one) => one === name);
      if (known && url) return [known, url];
      throw expectedError(`--endpoints takes NAME=URL; names are ${endpointNames.join(', ')}.`);
    }),
  );
}

/** What the flags of `oauth-providers set`, and the variables beside them, enter. */
export function readProviderInput(
  args: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): ProviderInput {
  const given = (flag: keyof typeof settingFlags): string | undefined =>
    typeof args[flag] === 'string' ? args[flag] : undefined;
  const secretOf = (flag: 'client-secret-file' | 'private-key-file', variable: string) =>
    readSecret({ flag: `--${flag}`, file: given(flag), variable }, environment);
  return {
    client_id: given('client-id'),
    client_secret: secretOf('client-secret-file', 'SELVAGE_OAUTH_CLIENT_SECRET'),
    private_key: secretOf('private-key-file', 'SELVAGE_OAUTH_PRIVATE_KEY'),
    team_id: given('team-id'),
    key_id: given('key-id'),
    tenant: given('tenant'),
    login_host: given('login-host'),
    issuer: given('issuer'),
    app_ids: given('app-ids')?.split(',').filter(Boolean),
    endpoints: readEndpoints(given('endpoints')),
  };
}
