import type { JWTPayload } from 'jose';
import { createSigner, standardTimes, type TestSigner } from './id-tokens.ts';
import {
  type ProviderAnswer,
  type ProviderAnswers,
  type SeenRequest,
  startProviderServer,
} from './provider-server.ts';

export const CLIENT_ID = 'client-1';
export const CLIENT_SECRET = 'the-secret-of-client-1';
/** What the server calls itself in `seen` and in `answers`. */
const HOST = 'https://id.example';
export const at = {
  discovery: `GET ${HOST}/.well-known/openid-configuration`,
  keys: `GET ${HOST}/jwks`,
  token: `POST ${HOST}/token`,
  userinfo: `GET ${HOST}/userinfo`,
};

/** An OpenID provider on this machine that does everything by the book, until a test spoils it. */
export interface OpenIdServer {
  issuer: string;
  signer: TestSigner;
  /** In the order they came. */
  seen: SeenRequest[];
  /** In place of a good answer, by the names in `at`. */
  spoil(where: keyof typeof at, answer: ProviderAnswers[string]): void;
  /** The nonce that its next ID token has. */
  expect(nonce: string | null): void;
  /** Claims of a good ID token, with changes. */
  claims(changes?: object): JWTPayload;
  /** Hands out this ID token. */
  handOut(idToken: string): void;
  /** By the book again. */
  mend(): void;
  close(): Promise<void>;
}

export async function startOpenIdServer(): Promise<OpenIdServer> {
  const signer = await createSigner();
  const answers: ProviderAnswers = {};
  const server = await startProviderServer(answers);
  const issuer = `http://127.0.0.1:${server.port}/id.example`;
  let nonce: string | null = null;

  const claims = (changes: object = {}): JWTPayload => ({
    iss: issuer,
    aud: CLIENT_ID,
    sub: 'account-1',
    nonce,
    email: 'ada@example.com',
    email_verified: true,
    ...standardTimes(),
    ...changes,
  });

  const tokenAnswer = (id_token: string): ProviderAnswer => ({
    body: { access_token: 'access-1', token_type: 'Bearer', expires_in: 60, id_token },
  });

  /** As the specification says: the client first, then the code (RFC 6749 section 5.2). */
  function refusalOf({ headers, form }: SeenRequest): ProviderAnswer | undefined {
    const [, encoded = ''] = (headers['authorization'] ?? '').split(' ');
    // Both parts are form-encoded (RFC 6749 section 2.3.1).
    const pair = decodeURIComponent(Buffer.from(encoded, 'base64').toString());
    if (pair !== `${CLIENT_ID}:${CLIENT_SECRET}`) {
      return { status: 401, body: { error: 'invalid_client', error_description: 'Who?' } };
    }
    if (form['code'] === 'code-1') return undefined;
    return { status: 400, body: { error: 'invalid_grant', error_description: 'Unknown code.' } };
  }

  let idToken = '';
  function mend(): void {
    idToken = '';
    const good: ProviderAnswers = {
      [at.discovery]: {
        body: {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
        },
      },
      [at.keys]: { body: signer.jwks },
      [at.userinfo]: { body: { sub: 'account-1', given_name: 'Ada' } },
      [at.token]: (request) => refusalOf(request) ?? tokenAnswer(idToken),
    };
    Object.assign(answers, good);
  }
  mend();

  return {
    issuer,
    signer,
    seen: server.seen,
    spoil: (where, answer) => {
      answers[at[where]] = answer;
    },
    expect: (wanted) => {
      nonce = wanted;
    },
    claims,
    handOut: (token) => {
      idToken = token;
    },
    mend,
    close: server.close,
  };
}
