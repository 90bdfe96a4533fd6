import type { UserRecord } from '../users/user-record.ts';
import { factorsOf } from '../users/user-record.ts';

/** Claims about a user; those without a value are left out (behaviour-platform 4.4). */
export interface ScopeClaims {
  name?: string;
  given_name?: string;
  middle_name?: string;
  family_name?: string;
  picture?: string;
  /** The API's own name for `picture`. */
  profile_picture?: string;
  locale?: string;
  email?: string;
  email_verified?: boolean;
  phone_number?: string;
  phone_number_verified?: boolean;
}

/** The first proven one, else the first. */
const preferred = <T extends { verified: boolean }>(factors: readonly T[]): T | undefined =>
  factors.find(({ verified }) => verified) ?? factors[0];

function profileClaims(user: UserRecord): ScopeClaims {
  const { firstName, middleName, lastName } = user;
  const name = [firstName, middleName, lastName].filter(Boolean).join(' ');
  const providers = factorsOf(user, 'oauth').map(({ data }) => data);
  const picture = providers.find((one) => one.profile_picture_url)?.profile_picture_url;
  const locale = providers.find((one) => one.locale)?.locale;
  return {
    ...(name && { name }),
    ...(firstName && { given_name: firstName }),
    ...(middleName && { middle_name: middleName }),
    ...(lastName && { family_name: lastName }),
    ...(picture && { picture, profile_picture: picture }),
    ...(locale && { locale }),
  };
}

function emailClaims(user: UserRecord): ScopeClaims {
  const email = preferred(factorsOf(user, 'email'));
  return email ? { email: email.data.address, email_verified: email.verified } : {};
}

function phoneClaims(user: UserRecord): ScopeClaims {
  const phone = preferred(factorsOf(user, 'phone_number'));
  return phone ? { phone_number: phone.identifier, phone_number_verified: phone.verified } : {};
}

/** What the scopes `profile`, `email` and `phone` tell of a user (OpenID Connect Core 5.4). */
export const scopeClaims = (user: UserRecord, scopes: readonly string[]): ScopeClaims => ({
  ...(scopes.includes('profile') && profileClaims(user)),
  ...(scopes.includes('email') && emailClaims(user)),
  ...(scopes.includes('phone') && phoneClaims(user)),
});
