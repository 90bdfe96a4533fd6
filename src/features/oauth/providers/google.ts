import { appIds, clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims } from './entry.ts';

export const google: ProviderEntry = {
  slug: 'google',
  title: 'Google',
  displayName: 'Google',
  factorKey: 'google_oauth_factor',
  guide: {
    console: 'https://console.cloud.google.com/auth/clients',
    callback: 'Authorized redirect URIs (client of type Web application)',
    notes: [
      'For One Tap add the origin of your page to Authorized JavaScript origins.',
      'For logins on phones enter the ids of the Android and iOS clients as `app_ids`.',
      'Google hands out a refresh token at the first consent only; `provider_prompt=consent` asks for it again.',
    ],
  },
  fields: [
    clientId('Client ID', {
      suspicious: {
        pattern: /\.apps\.googleusercontent\.com$/,
        hint: 'does not end in .apps.googleusercontent.com',
      },
    }),
    clientSecret(),
    appIds('Client IDs of Android and iOS apps'),
  ],
  endpoints: {
    // Both are in use: https://developers.google.com/identity/openid-connect/openid-connect
    issuer: ['https://accounts.google.com', 'accounts.google.com'],
    authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    token_endpoint: 'https://oauth2.googleapis.com/token',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
    userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
  },
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  clientAuthentication: 'post',
  idToken: { algorithms: ['RS256'] },
  claims: standardClaims,
  failureDetail: (status, answer) =>
    status === 200 && answer['id_token'] === undefined ? 'google_missing_information' : undefined,
};
