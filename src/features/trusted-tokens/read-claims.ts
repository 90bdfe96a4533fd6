import { ApiError } from '../../platform/errors/api-error.ts';
import { apiError } from '../catalogue.ts';
import { type EmailIdentity, readEmail, readExternalId } from '../users/identifiers.ts';
import type { Profile } from './profile.ts';

/** What a token says of its user. */
export interface MappedClaims {
  email: EmailIdentity;
  tokenId: string;
  externalId: string | undefined;
  /** As in the token: the policy may know them or not. */
  roles: string[];
}

type Claims = Record<string, unknown>;

const refuse = (message: string) => apiError('jwt_invalid_claims', { message });

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A claim by its name, which may hold dots itself (`https://example.com/roles`); else by the path
 * that the dots make, for claims inside of claims (`realm_access.roles`).
 */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (at, part) => (isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined),
      claims,
    );
}

function required(profile: Profile, claims: Claims, attribute: string): string {
  const name = profile.attributeMapping[attribute];
  if (name === undefined) {
    throw apiError('trusted_token_profile_invalid_request', {
      message: `The trusted auth token profile does not map ${attribute}.`,
    });
  }
  const value = optional(profile, claims, attribute);
  if (value === undefined) throw refuse(`The token has no ${attribute}.`);
  return value;
}

/** Printable text; some systems number what they name. */
function optional(profile: Profile, claims: Claims, attribute: string): string | undefined {
  const name = profile.attributeMapping[attribute];
  const value = name === undefined ? undefined : claimAt(claims, name);
  if (value === undefined || value === null) return undefined;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^[^\p{C}]{1,255}$/u.test(text)) {
    throw refuse(`The ${attribute} of the token is invalid.`);
  }
  return text;
}

function rolesOf(profile: Profile, claims: Claims): string[] {
  const name = profile.attributeMapping['role_ids'];
  const value = name === undefined ? undefined : claimAt(claims, name);
  if (value === undefined || value === null) return [];
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || !list.every((role) => typeof role === 'string')) {
    throw refuse('The role_ids of the token are not a list of texts.');
  }
  return list;
}

/** Runs a rule of users; what it refuses is wrong with the token. */
function within<T>(attribute: string, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (error instanceof ApiError) throw refuse(`The ${attribute} of the token is invalid.`);
    throw error;
  }
}

/**
 * The user whom verified claims describe. An address that the token itself calls unverified proves
 * nothing: whoever typed it there would get into the account that has it here.
 */
export function readClaims(profile: Profile, claims: Claims): MappedClaims {
  const email = required(profile, claims, 'email');
  const verified = Object.hasOwn(claims, 'email_verified') ? claims['email_verified'] : undefined;
  if (verified !== undefined && verified !== true && verified !== 'true') {
    throw refuse('The token calls its email unverified.');
  }
  const externalId = optional(profile, claims, 'external_user_id');
  return {
    email: within('email', () => readEmail(email)),
    tokenId: required(profile, claims, 'token_id'),
    externalId:
      externalId === undefined
        ? undefined
        : within('external_user_id', () => readExternalId(externalId)),
    roles: rolesOf(profile, claims),
  };
}
