import { type Static, Type } from 'typebox';
import { Attributes } from '../users/wire.ts';
import { Nullable, named, OneOf, OpenObject, Timestamp, withError } from '../wire-schema.ts';

/** Session objects and arguments, defined once for every operation (behaviour-core 2). */

const optional = Type.Optional;
const text = () => Type.String();

const oauthFactor = () =>
  Type.Object({ id: text(), provider_subject: text(), email_id: optional(text()) });
const ssoFactor = () => Type.Object({ id: text(), provider_id: text(), external_id: text() });
const exchangeFactor = () => Type.Object({ email_id: text() });

/** Providers by the spelling of their factor's key; the last three have a second one (2.8). */
const oauthKeys = [
  'google',
  'microsoft',
  'apple',
  'github',
  'facebook',
  'amazon',
  'bitbucket',
  'coinbase',
  'discord',
  'figma',
  'git_lab',
  'instagram',
  'linked_in',
  'shopify',
  'slack',
  'snapchat',
  'spotify',
  'steam',
  'tik_tok',
  'twitch',
  'twitter',
  'salesforce',
  'yahoo',
  'hubspot',
  'gitlab',
  'linkedin',
  'tiktok',
] as const;

type OAuthFactorKey = `${(typeof oauthKeys)[number]}_oauth_factor`;

const oauthFactors = Object.fromEntries(
  oauthKeys.map((key) => [`${key}_oauth_factor`, optional(oauthFactor())]),
) as Record<OAuthFactorKey, ReturnType<typeof optional<ReturnType<typeof oauthFactor>>>>;

const factorTypes = [
  'magic_link',
  'otp',
  'oauth',
  'webauthn',
  'totp',
  'crypto',
  'password',
  'signature_challenge',
  'sso',
  'imported',
  'recovery_codes',
  'email_otp',
  'impersonated',
  'trusted_auth_token',
] as const;

const deliveryMethods = [
  'email',
  'sms',
  'whatsapp',
  'embedded',
  'webauthn_registration',
  'authenticator_app',
  'recovery_code',
  'crypto_wallet',
  'knowledge',
  'biometric',
  'sso_saml',
  'sso_oidc',
  'imported_auth0',
  'oauth_google',
  'oauth_microsoft',
  'oauth_apple',
  'oauth_github',
  'oauth_facebook',
  'oauth_amazon',
  'oauth_bitbucket',
  'oauth_coinbase',
  'oauth_discord',
  'oauth_figma',
  'oauth_gitlab',
  'oauth_instagram',
  'oauth_linkedin',
  'oauth_shopify',
  'oauth_slack',
  'oauth_snapchat',
  'oauth_spotify',
  'oauth_steam',
  'oauth_tiktok',
  'oauth_twitch',
  'oauth_twitter',
  'oauth_salesforce',
  'oauth_yahoo',
  'oauth_hubspot',
  'oauth_exchange_slack',
  'oauth_exchange_hubspot',
  'oauth_exchange_github',
  'oauth_exchange_google',
  'impersonation',
  'oauth_access_token_exchange',
  'trusted_token_exchange',
] as const;

/** One proof in a session: its kind, how it was delivered, and the detail object that applies. */
export const AuthenticationFactor = named(
  'AuthenticationFactor',
  Type.Object({
    type: OneOf(factorTypes),
    delivery_method: OneOf(deliveryMethods),
    last_authenticated_at: optional(Timestamp()),
    created_at: optional(Timestamp()),
    updated_at: optional(Timestamp()),
    email_factor: optional(Type.Object({ email_id: text(), email_address: text() })),
    phone_number_factor: optional(Type.Object({ phone_id: text(), phone_number: text() })),
    ...oauthFactors,
    webauthn_factor: optional(
      Type.Object({
        webauthn_registration_id: text(),
        domain: text(),
        user_agent: optional(text()),
      }),
    ),
    authenticator_app_factor: optional(Type.Object({ totp_id: text() })),
    recovery_code_factor: optional(Type.Object({ totp_recovery_code_id: text() })),
    crypto_wallet_factor: optional(
      Type.Object({
        crypto_wallet_id: text(),
        crypto_wallet_address: text(),
        crypto_wallet_type: text(),
      }),
    ),
    embeddable_magic_link_factor: optional(Type.Object({ embedded_id: text() })),
    biometric_factor: optional(Type.Object({ biometric_registration_id: text() })),
    saml_sso_factor: optional(ssoFactor()),
    oidc_sso_factor: optional(ssoFactor()),
    slack_oauth_exchange_factor: optional(exchangeFactor()),
    hubspot_oauth_exchange_factor: optional(exchangeFactor()),
    github_oauth_exchange_factor: optional(exchangeFactor()),
    google_oauth_exchange_factor: optional(exchangeFactor()),
    impersonated_factor: optional(
      Type.Object({ impersonator_id: text(), impersonator_email_address: text() }),
    ),
    oauth_access_token_exchange_factor: optional(Type.Object({ client_id: text() })),
    trusted_auth_token_factor: optional(Type.Object({ token_id: text() })),
  }),
);

export const Session = named(
  'Session',
  Type.Object({
    session_id: text(),
    user_id: text(),
    authentication_factors: Type.Array(AuthenticationFactor),
    roles: Type.Array(text()),
    started_at: Timestamp(),
    last_accessed_at: Timestamp(),
    expires_at: Timestamp(),
    attributes: Attributes,
    custom_claims: Nullable(OpenObject()),
  }),
);

/** Device history of the user; present only with a fingerprint (behaviour-core 2.10). */
const seen = named(
  'DeviceAttributeDetails',
  Type.Object({
    is_new: Type.Boolean(),
    first_seen_at: optional(Timestamp()),
    last_seen_at: optional(Timestamp()),
  }),
);

export const DeviceInfo = named(
  'DeviceInfo',
  Type.Object({
    visitor_id: text(),
    visitor_id_details: optional(seen),
    ip_address: optional(text()),
    ip_address_details: optional(seen),
    ip_geo_city: optional(text()),
    ip_geo_region: optional(text()),
    ip_geo_country: optional(text()),
    ip_geo_country_details: optional(seen),
  }),
);

/** 5 minutes to 366 days. */
export const SessionDuration = () =>
  withError('invalid_session_duration_minutes', Type.Integer({ minimum: 5, maximum: 527_040 }));

/** How a caller names a session; at most one of them. */
export const sessionSelector = {
  session_token: optional(text()),
  session_jwt: optional(text()),
};

export const sessionOptions = {
  session_duration_minutes: optional(SessionDuration()),
  session_custom_claims: optional(OpenObject()),
};

/** Arguments that every authenticating operation takes (behaviour-core 0.3). */
export const startSessionArguments = { ...sessionOptions, telemetry_id: optional(text()) };

export const sessionArguments = { ...sessionSelector, ...startSessionArguments };

/** What every authenticating operation answers about the session. */
export const sessionResponse = {
  session: Nullable(Session),
  session_token: Type.String({ description: 'Empty without a session.' }),
  session_jwt: Type.String({ description: 'RS256, lives 5 minutes; empty without a session.' }),
  user_device: optional(Nullable(DeviceInfo)),
};

export type AuthenticationFactor = Static<typeof AuthenticationFactor>;
export type Session = Static<typeof Session>;
