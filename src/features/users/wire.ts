import { type Static, Type } from 'typebox';
import { Nullable, named, OneOf, OpenObject, Timestamp } from '../wire-schema.ts';

/** The user object and its parts, as every operation shows them (behaviour-core 0.2 and 1). */

export const Name = named(
  'Name',
  Type.Object({
    first_name: Type.Optional(Type.String()),
    middle_name: Type.Optional(Type.String()),
    last_name: Type.Optional(Type.String()),
  }),
);

/** IP address and user agent of the end user, as the caller saw them. */
export const Attributes = named(
  'Attributes',
  Type.Object({
    ip_address: Type.Optional(Type.String()),
    user_agent: Type.Optional(Type.String()),
  }),
);

export const Email = named(
  'Email',
  Type.Object({ email_id: Type.String(), email: Type.String(), verified: Type.Boolean() }),
);

export const PhoneNumber = named(
  'PhoneNumber',
  Type.Object({
    phone_id: Type.String(),
    phone_number: Type.String({ description: 'E.164' }),
    verified: Type.Boolean(),
  }),
);

export const WebAuthnRegistration = named(
  'WebAuthnRegistration',
  Type.Object({
    webauthn_registration_id: Type.String(),
    domain: Type.String(),
    user_agent: Type.String(),
    verified: Type.Boolean(),
    authenticator_type: Type.String({ description: 'Empty where no preference was given.' }),
    name: Type.String(),
  }),
);

export const OAuthProvider = named(
  'OAuthProvider',
  Type.Object({
    provider_type: Type.String(),
    provider_subject: Type.String(),
    profile_picture_url: Type.String(),
    locale: Type.String(),
    oauth_user_registration_id: Type.String(),
  }),
);

export const Totp = named(
  'TOTP',
  Type.Object({ totp_id: Type.String(), verified: Type.Boolean() }),
);

export const CryptoWallet = named(
  'CryptoWallet',
  Type.Object({
    crypto_wallet_id: Type.String(),
    crypto_wallet_address: Type.String(),
    crypto_wallet_type: Type.String(),
    verified: Type.Boolean(),
  }),
);

export const BiometricRegistration = named(
  'BiometricRegistration',
  Type.Object({ biometric_registration_id: Type.String(), verified: Type.Boolean() }),
);

export const Password = named(
  'Password',
  Type.Object({ password_id: Type.String(), requires_reset: Type.Boolean() }),
);

export const userProperties = {
  user_id: Type.String(),
  emails: Type.Array(Email),
  status: OneOf(['active', 'pending', '']),
  phone_numbers: Type.Array(PhoneNumber),
  webauthn_registrations: Type.Array(WebAuthnRegistration),
  providers: Type.Array(OAuthProvider),
  totps: Type.Array(Totp),
  crypto_wallets: Type.Array(CryptoWallet),
  biometric_registrations: Type.Array(BiometricRegistration),
  is_locked: Type.Boolean(),
  roles: Type.Array(Type.String()),
  name: Nullable(Name),
  created_at: Nullable(Timestamp()),
  password: Nullable(Password),
  trusted_metadata: OpenObject(),
  untrusted_metadata: OpenObject(),
  external_id: Nullable(Type.String()),
  lock_created_at: Nullable(Timestamp()),
  lock_expires_at: Nullable(Timestamp()),
};

export const User = named('User', Type.Object(userProperties));

export type User = Static<typeof User>;
export type Name = Static<typeof Name>;
export type Attributes = Static<typeof Attributes>;
