// A real OpenID provider as a process of its own: the npm package oidc-provider with the pages it
// has for development. Whoever is typed in as login is who logs in.
import Provider from 'oidc-provider';

const { issuer, clients } = JSON.parse(process.env.OPENID_PROVIDER);

/** The address is verified unless it begins with `unverified`. */
const findAccount = (_context, accountId) => ({
  accountId,
  claims: () => ({
    sub: accountId,
    email: accountId,
    email_verified: !accountId.startsWith('unverified'),
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    picture: 'https://img.example/ada.png',
    locale: 'en-GB',
  }),
});

const provider = new Provider(issuer, {
  clients,
  findAccount,
  claims: {
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name', 'picture', 'locale'],
  },
  // As Google and Microsoft do: the claims stand in the ID token.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ['nothing depends on it'] },
  // Every login is a new one: the browser of a test is somebody else each time.
  ttl: { Session: 1, AccessToken: 3_600, AuthorizationCode: 60, IdToken: 3_600 },
});

const server = provider.listen(Number(new URL(issuer).port), '127.0.0.1');
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
