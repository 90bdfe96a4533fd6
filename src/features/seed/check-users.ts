import type { SeedPath } from '../../config/seed-document.ts';
import { completePolicy } from '../rbac/policy.ts';
import { readRoles } from '../rbac/roles.ts';
import { readEmail, readExternalId, readPhoneNumber } from '../users/identifiers.ts';
import { mergeMetadata } from '../users/metadata.ts';
import { mergeName, noName } from '../users/name.ts';
import type { PartialEnvironment } from './check-environment.ts';
import type { Report } from './report.ts';

type PartialUser = NonNullable<NonNullable<PartialEnvironment['users']>[number]>;

const EXTERNAL_ID = 'must be 1 to 128 letters, digits, ., _, - or |, and not look like a user_id';

/** What two users of one environment must not share. */
const unique = (report: Report) => ({
  ids: report.duplicates(),
  externalIds: report.duplicates(),
  emails: report.duplicates(),
  phoneNumbers: report.duplicates(),
});

function checkIds(
  report: Report,
  path: SeedPath,
  user: PartialUser,
  type: 'LIVE' | 'TEST' | undefined,
  seen: ReturnType<typeof unique>,
): void {
  const { user_id, external_id } = user;
  if (user_id !== undefined) {
    const word = type === 'LIVE' ? 'live' : 'test';
    if (type !== undefined && !user_id.startsWith(`user-${word}-`)) {
      report.say([...path, 'user_id'], `must begin with user-${word}- in a ${type} environment`);
    }
    seen.ids.add([...path, 'user_id'], user_id);
  }
  if (external_id !== undefined) {
    report.rule([...path, 'external_id'], () => readExternalId(external_id), EXTERNAL_ID);
    seen.externalIds.add([...path, 'external_id'], external_id);
  }
}

function checkFactors(
  report: Report,
  path: SeedPath,
  user: PartialUser,
  seen: ReturnType<typeof unique>,
): void {
  for (const [index, entry] of (user.emails ?? []).entries()) {
    const email = entry?.email;
    if (email === undefined) continue;
    const here = [...path, 'emails', index, 'email'];
    const identity = report.rule(here, () => readEmail(email));
    if (identity) seen.emails.add(here, identity.identifier);
  }
  for (const [index, entry] of (user.phone_numbers ?? []).entries()) {
    const phoneNumber = entry?.phone_number;
    if (phoneNumber === undefined) continue;
    const here = [...path, 'phone_numbers', index, 'phone_number'];
    const number = report.rule(here, () => readPhoneNumber(phoneNumber));
    if (number !== undefined) seen.phoneNumbers.add(here, number);
  }
}

/** Only against roles that the file lists: others may be in the database. */
function checkUserRoles(
  report: Report,
  path: SeedPath,
  user: PartialUser,
  environment: PartialEnvironment,
): void {
  const roles = environment.rbac_policy?.custom_roles;
  if (!roles) return;
  const custom = roles.map((role) => ({
    role_id: role?.role_id ?? '',
    description: '',
    permissions: [],
  }));
  const policy = completePolicy({ custom_roles: custom });
  for (const [index, role] of (user.roles ?? []).entries()) {
    if (role !== undefined)
      report.rule([...path, index], () => readRoles(policy, [role]), `${role} is no custom role`);
  }
}

/** A member that is there and wrong has been told already. */
const isNamed = (user: PartialUser): boolean =>
  'user_id' in user ||
  'external_id' in user ||
  ('emails' in user && user.emails?.length !== 0) ||
  ('phone_numbers' in user && user.phone_numbers?.length !== 0);

export function checkUsers(report: Report, path: SeedPath, environment: PartialEnvironment): void {
  const seen = unique(report);
  for (const [index, user] of (environment.users ?? []).entries()) {
    if (!user) continue;
    const here = [...path, index];
    if (!isNamed(user)) {
      report.say(here, 'needs an email, a phone number, an external_id or a user_id');
    }
    checkIds(report, here, user, environment.type, seen);
    checkFactors(report, here, user, seen);
    const { name, trusted_metadata, untrusted_metadata } = user;
    if (name) {
      const given = Object.fromEntries(Object.entries(name).filter(([, part]) => part));
      report.rule([...here, 'name'], () => mergeName(noName, given));
    }
    for (const [member, metadata] of Object.entries({ trusted_metadata, untrusted_metadata })) {
      report.rule([...here, member], () => mergeMetadata({}, metadata));
    }
    checkUserRoles(report, [...here, 'roles'], user, environment);
  }
}
