import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, CDPSession } from 'playwright-core';

/**
 * The page of an application that uses passkeys. `create` and `get` take the options as the API
 * gives them and return the credential as JSON text: `modern` by the browser's own converters,
 * `classic` as older libraries do, which read base64 of either alphabet.
 */
const PAGE = `<!doctype html><title>Passkeys</title><script type="module">
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const described = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

const parse = {
  modern: {
    create: (options) => PublicKeyCredential.parseCreationOptionsFromJSON(options),
    get: (options) => PublicKeyCredential.parseRequestOptionsFromJSON(options),
  },
  classic: {
    create: (options) => ({
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    }),
    get: (options) => ({
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    }),
  },
};

const present = {
  modern: (credential) => credential.toJSON(),
  classic: ({ id, rawId, type, response }) => ({
    id,
    rawId: text(rawId),
    type,
    response: Object.fromEntries(
      ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
        .filter((name) => response[name])
        .map((name) => [name, text(response[name])]),
    ),
  }),
};

window.ceremony = async (kind, style, options) => {
  try {
    const publicKey = parse[style][kind](JSON.parse(options));
    const credential = await navigator.credentials[kind]({ publicKey });
    return JSON.stringify(present[style](credential));
  } catch (error) {
    return error.name;
  }
};
</script>`;

export type Style = 'modern' | 'classic';

export interface PasskeyPage {
  /** `navigator.credentials.create()`: the credential as JSON text, or the name of the error. */
  create(options: string, style: Style): Promise<string>;
  /** The same for `navigator.credentials.get()`. */
  get(options: string, style: Style): Promise<string>;
  /** Credentials that the authenticator stores. */
  credentials(): Promise<{ credentialId: string; isResidentCredential: boolean }[]>;
  removeCredentials(): Promise<void>;
  close(): Promise<void>;
}

export interface PasskeySite {
  /** Opens the page in a browser with a new, empty authenticator. */
  open(
    browser: Browser,
    authenticator: { resident: boolean; verifies: boolean },
  ): Promise<PasskeyPage>;
  stop(): Promise<void>;
}

async function addAuthenticator(
  session: CDPSession,
  { resident, verifies }: { resident: boolean; verifies: boolean },
): Promise<string> {
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: resident,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

/** Serves the page on localhost, where a browser allows WebAuthn without TLS. */
export async function startPasskeySite(): Promise<PasskeySite> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;

  return {
    async open(browser, authenticator) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const authenticatorId = await addAuthenticator(session, authenticator);
      await page.goto(url);
      const ceremony = (kind: string, style: Style, options: string) =>
        page.evaluate<string>(
          `window.ceremony(${JSON.stringify(kind)}, ${JSON.stringify(style)}, ${JSON.stringify(options)})`,
        );
      return {
        create: (options, style) => ceremony('create', style, options),
        get: (options, style) => ceremony('get', style, options),
        async credentials() {
          const stored = await session.send('WebAuthn.getCredentials', { authenticatorId });
          return stored.credentials;
        },
        async removeCredentials() {
          await session.send('WebAuthn.clearCredentials', { authenticatorId });
        },
        close: () => context.close(),
      };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
