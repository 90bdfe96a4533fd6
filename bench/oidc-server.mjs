// The peer of our token endpoint: `oidc-provider` with its in-memory store, issuing the same kind
// of token: a JWT by RS256 for one hour, to a client that sends its secret in the body.
//
//   node bench/oidc-server.mjs PORT
import { generateKeyPairSync } from 'node:crypto';
// @ts-expect-error The package brings no types.
import Provider from 'oidc-provider';
import { CLIENTS, clientId, clientSecret } from './lib/world.mjs';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
  clients: Array.from({ length: CLIENTS }, (_, index) => ({
    client_id: clientId(index),
    client_secret: clientSecret(index),
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_post',
    scope: 'read:users write:users',
  })),
  scopes: ['read:users', 'write:users'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://api.example.com',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'read:users write:users',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 3_600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});

process.on('SIGTERM', () => process.exit());
provider.listen(port, '127.0.0.1');
