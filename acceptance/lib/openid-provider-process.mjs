// A real OpenID provider as a process of its own: the npm package oidc-provider with the pages it
// has for development. Whoever is typed in as login is who logs in.
import { importJWK, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

const { issuer, clients, appleLike } = JSON.parse(process.env.OPENID_PROVIDER);
const isAppleLike = (client) => client.clientId === appleLike.clientId;

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
  // Apple knows no PKCE.
  pkce: { required: (_context, client) => !isAppleLike(client) },
  cookies: { keys: ['nothing depends on it'] },
  // Every login is a new one: the browser of a test is somebody else each time.
  ttl: { Session: 1, AccessToken: 3_600, AuthorizationCode: 60, IdToken: 3_600 },
});

// Apple's client secrets are JWTs that the developer's key has signed for it.
const { compareClientSecret } = provider.Client.prototype;
provider.Client.prototype.compareClientSecret = async function compare(actual) {
  if (!isAppleLike(this)) return compareClientSecret.call(this, actual);
  const { publicKey, teamId: team, keyId, clientId } = appleLike;
  try {
    const { protectedHeader } = await jwtVerify(actual, await importJWK(publicKey, 'ES256'), {
      algorithms: ['ES256'],
      issuer: team,
      subject: clientId,
      audience: issuer,
      requiredClaims: ['iat', 'exp'],
    });
    return protectedHeader.kid === keyId;
  } catch {
    return false;
  }
};

const server = provider.listen(Number(new URL(issuer).port), 'localhost');
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
