import type { JsonObject } from '../providers/entry.ts';

/**
 * The claims of the ID token over those of UserInfo. A flag says something of the address that
 * stands beside it and nothing of another source's: taken apart, they could prove an address that
 * nobody verified.
 */
export function mergeClaims(profile: JsonObject, proven: JsonObject | undefined): JsonObject {
  if (!proven) return profile;
  const source = proven['email'] === undefined ? profile : proven;
  const other = source === proven ? profile : proven;
  const { email } = source;
  const isSame = email !== undefined && email === other['email'];
  const email_verified = source['email_verified'] ?? (isSame ? other['email_verified'] : undefined);
  return { ...profile, ...proven, email, email_verified };
}
