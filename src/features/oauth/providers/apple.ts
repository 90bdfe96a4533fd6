import { createHash } from 'node:crypto';
import { appIds, clientId } from '../settings/setting-field.ts';
import { type JsonObject, type ProviderEntry, standardClaims } from './entry.ts';

/** `{"name": {"firstName", "lastName"}, "email"}`: sent with the very first consent only. */
function readUser(text: string | undefined): JsonObject {
  try {
    const { name } = JSON.parse(text ?? '') as { name?: JsonObject };
    // Unsigned: whoever holds the browser may have written it, so it names the person and no more.
    return { given_name: name?.['firstName'], family_name: name?.['lastName'] };
  } catch {
    return {};
  }
}

export const apple: ProviderEntry = {
  slug: 'apple',
  title: 'Apple',
  displayName: 'Apple',
  factorKey: 'apple_oauth_factor',
  guide: {
    console: 'https://developer.apple.com/account/resources/identifiers/list/serviceId',
    callback: 'Return URLs (Services ID, Sign In with Apple, Configure)',
    httpsOnly: true,
    notes: [
      'Apple takes neither `localhost` nor an IP address: for tests at the desk use the stand-in provider or a tunnel.',
      'The private key is the whole text of the `.p8` file that Apple lets you download once.',
      'Apple tells the name of a person at the first login only, and only to whoever asks first.',
    ],
  },
  fields: [
    clientId('Services ID'),
    {
      name: 'team_id',
      label: 'Team ID',
      required: true,
      pattern: /^[A-Z0-9]{10}$/,
      hint: 'must be 10 capital letters and digits',
    },
    {
      name: 'key_id',
      label: 'Key ID',
      required: true,
      pattern: /^[A-Z0-9]{10}$/,
      hint: 'must be 10 capital letters and digits',
    },
    { name: 'private_key', label: 'Private key (.p8)', required: true },
    appIds('Bundle IDs of iOS and macOS apps'),
  ],
  endpoints: {
    issuer: 'https://appleid.apple.com',
    authorization_endpoint: 'https://appleid.apple.com/auth/authorize',
    token_endpoint: 'https://appleid.apple.com/auth/token',
    jwks_uri: 'https://appleid.apple.com/auth/keys',
  },
  scopes: ['name', 'email'],
  pkce: false,
  clientAuthentication: 'signed-secret',
  // Apple insists on it where name or email are asked for.
  fixedParameters: { response_mode: 'form_post' },
  idToken: {
    algorithms: ['RS256'],
    // The phone hands Apple the Base64 of the SHA-256 of the nonce that it sends us.
    clientNonce: (nonce) =>
      (['base64', 'base64url'] as const).map((encoding) =>
        createHash('sha256').update(nonce).digest(encoding),
      ),
  },
  callbackClaims: (params) => readUser(params['user']),
  claims: standardClaims,
};
