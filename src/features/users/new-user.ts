import type { Attributes, Name } from './wire.ts';

/** What a user can be made of; at least one of email and phone number is the caller's check. */
export interface NewUser {
  email?: string | undefined;
  phone_number?: string | undefined;
  name?: Name | undefined;
  attributes?: Attributes | undefined;
  pending?: boolean | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
  untrusted_metadata?: Record<string, unknown> | undefined;
  external_id?: string | undefined;
  roles?: string[] | undefined;
}

/** What a caller adds to a new user. Never taken from a request as it is. */
export interface GivenFactors {
  /** Whether the caller vouches for the contact. */
  email?: boolean | undefined;
  phone_number?: boolean | undefined;
  /** The user has a password, which the caller stores. */
  password?: { requiresReset: boolean } | undefined;
}

export type UserChanges = Pick<
  NewUser,
  'name' | 'attributes' | 'trusted_metadata' | 'untrusted_metadata' | 'external_id' | 'roles'
>;
