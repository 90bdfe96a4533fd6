import type { SeedEnvironment, SeedProject, SeedUser } from '../../config/seed-schema.ts';
import { wireId } from '../../platform/ids.ts';
import { templateSettingOf } from '../jwt-templates/settings.ts';
import { readCountryCodes } from '../otps/country-codes.ts';
import type { EnvironmentSettings } from '../projects/environment-settings.ts';
import type { PinnedEnvironment } from '../projects/put-environment.ts';
import { readPolicy } from '../rbac/read-policy.ts';
import type { RegisteredUrl } from '../redirect-urls/matching.ts';
import type { Profile } from '../trusted-tokens/profile.ts';
import { type NewProfile, readProfile } from '../trusted-tokens/profile-admin.ts';
import { readEmail, readPhoneNumber } from '../users/identifiers.ts';
import type { ImportedUser } from '../users/import-user.ts';
import { derivedId, derivedOrderedId } from './derived-id.ts';
import { defaultSlug } from './environment-slug.ts';
import { defaultRedirectTypes } from './redirect-types.ts';

/** The uuid at the end of a wire id whose shape has been checked. */
export const uuidOf = (wireId: string): string => wireId.slice(-36);

const pinnedUuid = (wireId: string | undefined): string | undefined =>
  wireId === undefined ? undefined : uuidOf(wireId);

const urlOf = ({
  url,
  types = [...defaultRedirectTypes],
  default_for = [],
}: NonNullable<SeedEnvironment['redirect_urls']>[number]): RegisteredUrl => ({
  url,
  validTypes: types.map((type) => ({ type, isDefault: default_for.includes(type) })),
});

/** A part of the policy that the seed does not have stays. */
const settingsOf =
  ({ settings = {}, rbac_policy, jwt_templates }: SeedEnvironment): PinnedEnvironment['settings'] =>
  (before) => {
    const { sms_country_codes: sms, whatsapp_country_codes: whatsapp } = settings;
    const wanted: Partial<EnvironmentSettings> = {
      ...settings,
      ...(sms && { sms_country_codes: readCountryCodes(sms) }),
      ...(whatsapp && { whatsapp_country_codes: readCountryCodes(whatsapp) }),
    };
    for (const type of ['SESSION', 'M2M'] as const) {
      const template = jwt_templates?.[type];
      if (!template) continue;
      const { template_content, custom_audience = '' } = template;
      wanted[templateSettingOf[type]] = { template_content, custom_audience };
    }
    if (rbac_policy) {
      wanted.rbac_policy = readPolicy({ ...before?.rbac_policy, ...rbac_policy });
    }
    return wanted;
  };

/** What the seed says of an environment, with ids made from the slugs where it says none. */
export function pinnedEnvironment(
  project: SeedProject,
  environment: SeedEnvironment,
  createdAt: number,
): PinnedEnvironment {
  const { type, slug = defaultSlug(type) } = environment;
  const place = [project.slug, slug];
  return {
    type,
    slug,
    name: environment.name,
    defaultName: type === 'LIVE' ? 'Production' : 'Test',
    id: pinnedUuid(environment.project_id),
    defaultId: derivedId('environment', ...place),
    oauthCallbackId: wireId(
      'oauth-callback',
      type === 'LIVE' ? 'live' : 'test',
      derivedId('oauth-callback', ...place),
    ),
    settings: settingsOf(environment),
    secrets: environment.secrets ?? [],
    publicTokens: (environment.public_tokens ?? []).map(uuidOf),
    defaultPublicToken: derivedId('public-token', ...place),
    redirectUrls: environment.redirect_urls?.map(urlOf),
    createdAt,
  };
}

/** The profile, with ids made from names where the seed has none. */
export function pinnedProfile(
  environmentId: string,
  seed: NewProfile & { profile_id?: string | undefined },
  allowPlain: boolean,
): Profile {
  const { profile_id } = seed;
  const id =
    profile_id === undefined
      ? derivedId('trusted-token-profile', environmentId, seed.name)
      : uuidOf(profile_id);
  const fileId = (publicKey: string) => derivedId('pem-file', environmentId, id, publicKey);
  return readProfile(id, seed, allowPlain, fileId);
}

/** The name by which two machines give a user the same id. */
function nameOf({ external_id, emails, phone_numbers }: SeedUser): string[] {
  if (external_id !== undefined) return ['external_id', external_id];
  const email = emails?.[0]?.email;
  if (email !== undefined) return ['email', readEmail(email).identifier];
  return ['phone_number', readPhoneNumber(phone_numbers?.[0]?.phone_number ?? '')];
}

/** What the seed says of a user, with ids made from the environment and the user's own names. */
export function importedUser(
  environmentId: string,
  user: SeedUser,
  createdAt: number,
): ImportedUser {
  const id = pinnedUuid(user.user_id) ?? derivedId('user', environmentId, ...nameOf(user));
  const emails = user.emails ?? [];
  const phoneNumbers = user.phone_numbers ?? [];
  // Factors are shown in the order of their ids: that of the file, and before later ones.
  const factorId = (position: number) =>
    derivedOrderedId(position + 1, 'factor', environmentId, id, String(position));
  return {
    id,
    status: user.status ?? 'active',
    externalId: user.external_id,
    emails: emails.map(({ email, verified = false }, position) => ({
      id: factorId(position),
      email,
      verified,
    })),
    phoneNumbers: phoneNumbers.map(({ phone_number, verified = false }, position) => ({
      id: factorId(emails.length + position),
      phoneNumber: phone_number,
      verified,
    })),
    name: user.name,
    trustedMetadata: user.trusted_metadata,
    untrustedMetadata: user.untrusted_metadata,
    roles: user.roles,
    createdAt,
  };
}
