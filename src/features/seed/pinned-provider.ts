import type { SeedOAuthProvider } from '../../config/seed-schema.ts';
import { apiError } from '../catalogue.ts';
import type { ProviderInput } from '../oauth/settings/read-input.ts';

/** Where secrets come from that a seed only names. */
export type Variables = Readonly<Record<string, string | undefined>>;

function secretOf(
  name: 'client_secret' | 'private_key',
  entry: SeedOAuthProvider,
  variables: Variables,
): string | undefined {
  const variable = entry[`${name}_env`];
  if (variable === undefined) return entry[name];
  const value = variables[variable];
  if (value) return value;
  throw apiError('invalid_argument', {
    message: `${name}_env names the environment variable ${variable}, which is not set.`,
  });
}

/** What the seed says of an OAuth provider, as it would come by the management API. */
export function pinnedProvider(entry: SeedOAuthProvider, variables: Variables): ProviderInput {
  const { provider: _, client_secret_env: __, private_key_env: ___, ...input } = entry;
  return {
    ...input,
    client_secret: secretOf('client_secret', entry, variables),
    private_key: secretOf('private_key', entry, variables),
  };
}
