import type { SeedPath } from '../../config/seed-document.ts';
import { providers } from '../oauth/providers/index.ts';
import { type ProviderInput, readInput } from '../oauth/settings/read-input.ts';
import type { PartialEnvironment } from './check-environment.ts';
import type { Report } from './report.ts';

type Entry = NonNullable<NonNullable<PartialEnvironment['oauth_providers']>[number]>;

const SECRETS = ['client_secret', 'private_key'] as const;

function checkSecrets(report: Report, path: SeedPath, entry: Entry): void {
  for (const name of SECRETS) {
    if (entry[name] === undefined || entry[`${name}_env`] === undefined) continue;
    report.say([...path, `${name}_env`], `${name} is there as well: one of them only`);
  }
}

/** What has the right shape of it. */
function inputOf(entry: Entry): ProviderInput {
  const { provider: _, client_secret_env: __, private_key_env: ___, ...input } = entry;
  const endpoints = Object.entries(input.endpoints ?? {}).filter(([, url]) => url !== undefined);
  return {
    ...input,
    app_ids: input.app_ids?.filter((id) => id !== undefined),
    endpoints: Object.fromEntries(endpoints),
  };
}

/** The rules of the management API, for as much as the file itself can tell. */
export function checkOAuthProviders(
  report: Report,
  path: SeedPath,
  { type = 'TEST', oauth_providers = [] }: PartialEnvironment,
): void {
  const seen = report.duplicates();
  for (const [index, entry] of oauth_providers.entries()) {
    if (entry?.provider === undefined) continue;
    const here = [...path, index];
    const { provider } = entry;
    seen.add([...here, 'provider'], provider);
    checkSecrets(report, here, entry);
    const { problems } = readInput(providers[provider], inputOf(entry), { type });
    for (const { field, message } of problems) {
      const name = SECRETS.find((one) => one === field);
      // One that is not in the file may be in a variable, or in the database.
      if (name !== undefined && entry[name] === undefined) continue;
      const isThere = field.split('.')[0] as keyof typeof entry;
      if (entry[isThere] === undefined) report.say(here, `${field} ${message}`);
      else report.say([...here, ...field.split('.')], message);
    }
  }
}
