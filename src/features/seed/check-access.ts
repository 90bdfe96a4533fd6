import type { SeedPath } from '../../config/seed-document.ts';
import { checkTemplateSettings } from '../jwt-templates/jwt-templates.ts';
import { checkPinnedClient } from '../m2m/put-client.ts';
import type { NewProfile } from '../trusted-tokens/profile-admin.ts';
import type { PartialEnvironment } from './check-environment.ts';
import { pinnedProfile } from './pins.ts';
import type { Report } from './report.ts';

function checkTemplates(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  for (const type of ['SESSION', 'M2M'] as const) {
    const template = environment.jwt_templates?.[type];
    if (template?.template_content === undefined) continue;
    const { template_content, custom_audience = '' } = template;
    report.rule([...path, type], () =>
      checkTemplateSettings(type, { template_content, custom_audience }),
    );
  }
}

const present = <T>(list: readonly (T | undefined)[] | undefined): T[] =>
  (list ?? []).filter((one) => one !== undefined);

function checkClients(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  const seen = report.duplicates();
  const kind = environment.type === 'LIVE' ? 'live' : 'test';
  for (const [index, client] of (environment.m2m_clients ?? []).entries()) {
    // Without an id it has been told that it lacks one.
    if (client?.client_id === undefined) continue;
    const here = [...path, index];
    const { client_id, client_secret, scopes, trusted_metadata } = client;
    const given = { client_id, client_secret, scopes: present(scopes), trusted_metadata };
    report.rule(here, () => checkPinnedClient({ kind }, given));
    seen.add([...here, 'client_id'], client_id);
  }
}

type PartialProfile = NonNullable<
  NonNullable<PartialEnvironment['trusted_token_profiles']>[number]
>;

/** undefined where something that it cannot be without is missing or wrong, which is told already. */
function wholeProfile({ name, issuer, audience, ...rest }: PartialProfile): NewProfile | undefined {
  if (name === undefined || issuer === undefined || audience === undefined) return undefined;
  const mapping = Object.entries(rest.attribute_mapping ?? {}).flatMap(([attribute, claim]) =>
    claim === undefined ? [] : [[attribute, claim] as const],
  );
  return {
    ...rest,
    name,
    issuer,
    audience,
    pem_files: present(rest.pem_files),
    attribute_mapping: Object.fromEntries(mapping),
  };
}

function checkProfiles(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  const [ids, names] = [report.duplicates(), report.duplicates()];
  for (const [index, profile] of (environment.trusted_token_profiles ?? []).entries()) {
    if (!profile) continue;
    const here = [...path, index];
    const whole = wholeProfile(profile);
    // Whether a key set may be read over plain http is a setting of the server.
    if (whole) report.rule(here, () => pinnedProfile('', whole, true));
    const { profile_id, name } = profile;
    if (profile_id !== undefined) ids.add([...here, 'profile_id'], profile_id);
    else if (name !== undefined) names.add([...here, 'name'], name);
  }
}

/** Templates, M2M clients and trusted profiles, by the rules of the API. */
export function checkAccess(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  checkTemplates(report, [...path, 'jwt_templates'], environment);
  checkClients(report, [...path, 'm2m_clients'], environment);
  checkProfiles(report, [...path, 'trusted_token_profiles'], environment);
}
