import type { SeedPath } from '../../config/seed-document.ts';
import type { PartialSeed } from '../../config/seed-shape.ts';
import { readCountryCodes } from '../otps/country-codes.ts';
import type { EnvironmentSettings } from '../projects/environment-settings.ts';
import { checkSettings } from '../projects/setting-rules.ts';
import type { Draft } from '../rbac/findings.ts';
import type { RbacPolicy } from '../rbac/policy.ts';
import { findingText, findPolicyMistakes } from '../rbac/policy-rules.ts';
import { maxRedirectUrls } from '../redirect-urls/defaults.ts';
import { validateNewRedirectUrl } from '../redirect-urls/registration.ts';
import { checkAccess } from './check-access.ts';
import { checkOAuthProviders } from './check-oauth-providers.ts';
import { checkUsers } from './check-users.ts';
import { defaultRedirectTypes } from './redirect-types.ts';
import type { Report } from './report.ts';

type PartialProject = NonNullable<NonNullable<PartialSeed['projects']>[number]>;
export type PartialEnvironment = NonNullable<NonNullable<PartialProject['environments']>[number]>;

/** Ids and secrets carry the word of their environment. */
function checkKind(
  report: Report,
  path: SeedPath,
  kind: string,
  id: string,
  environment: PartialEnvironment,
): void {
  if (environment.type === undefined) return;
  const word = environment.type === 'LIVE' ? 'live' : 'test';
  if (!id.startsWith(`${kind}-${word}-`)) {
    report.say(path, `must begin with ${kind}-${word}- in a ${environment.type} environment`);
  }
}

function checkRedirectUrls(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  const { type = 'TEST', redirect_urls: urls = [] } = environment;
  const seen = report.duplicates();
  const defaults = new Map<string, string>();
  if (urls.length > maxRedirectUrls) report.say(path, `are more than ${maxRedirectUrls}`);
  for (const [index, entry] of urls.entries()) {
    if (entry?.url === undefined) continue;
    const { url, types = defaultRedirectTypes, default_for: defaultFor = [] } = entry;
    const here = [...path, index];
    seen.add([...here, 'url'], url);
    const requested = types
      .filter((one) => one !== undefined)
      .map((one) => ({ type: one, isDefault: defaultFor.includes(one) }));
    if (requested.length > 0) {
      report.rule([...here, 'url'], () => validateNewRedirectUrl(url, requested, type));
    }
    for (const [position, one] of defaultFor.entries()) {
      if (one === undefined) continue;
      const place = [...here, 'default_for', position];
      if (!types.includes(one)) report.say(place, `${one} is not among the types of this URL`);
      const other = defaults.get(one);
      if (other !== undefined) report.say(place, `${one} has a default already: ${other}`);
      else defaults.set(one, url);
    }
  }
}

function checkSettingRules(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  for (const [name, value] of Object.entries(environment.settings ?? {})) {
    if (value === undefined) continue;
    if (name === 'sms_country_codes' || name === 'whatsapp_country_codes') {
      const codes = (value as (string | undefined)[]).filter((code) => code !== undefined);
      report.rule([...path, name], () => readCountryCodes(codes));
    }
    const setting = { [name]: value } as Partial<EnvironmentSettings>;
    report.rule([...path, name], () => checkSettings(setting));
  }
}

/** Parts that the file leaves out are in the database: those are checked when it is applied. */
function checkPolicy(report: Report, path: SeedPath, policy: Draft<RbacPolicy>): void {
  for (const finding of findPolicyMistakes(policy)) {
    const words = findingText(finding).replace(/\.$/, '');
    report.say([...path, ...finding.path], `${words} (${finding.error})`);
  }
}

export function checkEnvironment(
  report: Report,
  path: SeedPath,
  environment: PartialEnvironment,
): void {
  const { name, project_id, secrets = [], public_tokens = [] } = environment;
  report.name([...path, 'name'], name);
  if (project_id !== undefined) {
    checkKind(report, [...path, 'project_id'], 'project', project_id, environment);
    report.unique('project_id', [...path, 'project_id'], project_id);
  }
  for (const [index, secret] of secrets.entries()) {
    if (secret === undefined) continue;
    const here = [...path, 'secrets', index];
    checkKind(report, here, 'secret', secret, environment);
    report.unique('secret', here, secret);
  }
  for (const [index, token] of public_tokens.entries()) {
    if (token === undefined) continue;
    const here = [...path, 'public_tokens', index];
    checkKind(report, here, 'public-token', token, environment);
    report.unique('public_token', here, token);
  }
  checkRedirectUrls(report, [...path, 'redirect_urls'], environment);
  checkSettingRules(report, [...path, 'settings'], environment);
  checkPolicy(report, [...path, 'rbac_policy'], environment.rbac_policy ?? {});
  checkOAuthProviders(report, [...path, 'oauth_providers'], environment);
  checkAccess(report, path, environment);
  checkUsers(report, [...path, 'users'], environment);
}
