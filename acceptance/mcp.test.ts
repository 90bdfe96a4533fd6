import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  type OAuthClientProvider,
  UnauthorizedError,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type {
  OAuthClientInformationMixed,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdentityProvider, startIdentityProvider } from './lib/identity-provider.ts';
import { freePort } from './lib/port.ts';
import { cleanEnvironment, root } from './lib/run.ts';

/** The example of docs/connected-apps.md, as it stands there, and the MCP client of its makers. */

const REDIRECT = 'http://localhost:3000/callback';
const TIMEOUT_MS = 180_000;

let provider: IdentityProvider;
let mcpServer: ChildProcess;
let resource: string;

beforeAll(async () => {
  provider = await startIdentityProvider();
  const port = await freePort();
  resource = `http://localhost:${port}/mcp`;
  mcpServer = spawn(process.execPath, [join(root, 'docs/examples/mcp/server.mjs')], {
    env: cleanEnvironment({ SELVAGE_URL: provider.issuer, PORT: String(port) }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (mcpServer.stdout) await once(mcpServer.stdout, 'data');
}, TIMEOUT_MS);

afterAll(async () => {
  if (mcpServer && mcpServer.exitCode === null) {
    const exit = once(mcpServer, 'exit');
    mcpServer.kill('SIGTERM');
    await exit;
  }
  await provider?.stop();
}, TIMEOUT_MS);

/** What an MCP client keeps of a login, and where it sends its user. */
function clientState() {
  const kept: {
    client?: OAuthClientInformationMixed;
    tokens?: OAuthTokens;
    verifier?: string;
    authorizationUrl?: URL;
  } = {};
  const auth: OAuthClientProvider = {
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'MCP client',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => {
      kept.client = client;
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: (url) => {
      kept.authorizationUrl = url;
    },
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier ?? '',
  };
  return { kept, auth };
}

const transportOf = (authProvider: OAuthClientProvider) =>
  new StreamableHTTPClientTransport(new URL(resource), { authProvider });

const newClient = () => new Client({ name: 'acceptance', version: '1.0.0' });

describe('an MCP server protected by Selvage', () => {
  test(
    'is used after a login that the client found by itself: metadata, registration, consent, token',
    async () => {
      const { kept, auth } = clientState();
      const first = transportOf(auth);
      await expect(newClient().connect(first)).rejects.toThrow(UnauthorizedError);
      const url = kept.authorizationUrl as URL;
      expect(url.searchParams.get('resource')).toBe(resource);
      expect(kept.client?.client_id).toMatch(/^connected-app-test-/);

      const visitor = provider.visitor();
      const consent = await visitor.logIn(await visitor.get(url), provider.email);
      expect(consent.html).toContain('MCP client');
      expect(consent.html).toContain(resource);
      const back = new URL((await visitor.press(consent, 'allow')).location as string);
      await first.finishAuth(back.searchParams.get('code') as string);
      expect(decodeJwt(kept.tokens?.access_token ?? '')).toMatchObject({
        iss: provider.issuer,
        aud: [provider.credentials.test.project_id, resource],
        sub: provider.userId,
      });

      const client = newClient();
      await client.connect(transportOf(auth));
      const answer = await client.callTool({ name: 'whoami' });
      expect(JSON.stringify(answer)).toContain(provider.userId);
      await client.close();

      // With a token that is no good any more the client refreshes by itself.
      const before = kept.tokens?.refresh_token;
      kept.tokens = { ...(kept.tokens as OAuthTokens), access_token: 'gone' };
      const again = newClient();
      await again.connect(transportOf(auth));
      expect(JSON.stringify(await again.callTool({ name: 'whoami' }))).toContain(provider.userId);
      expect(kept.tokens?.refresh_token).not.toBe(before);
      await again.close();
    },
    TIMEOUT_MS,
  );

  test(
    'takes no token for another resource',
    async () => {
      const made = await provider.makeApp({
        client_type: 'first_party',
        redirect_urls: [REDIRECT],
      });
      const { body } = await provider.project.post<{ authorization_code: string }>(
        '/v1/idp/oauth/authorize',
        {
          client_id: made.client_id,
          redirect_uri: REDIRECT,
          response_type: 'code',
          scopes: ['openid'],
          consent_granted: true,
          user_id: provider.userId,
          resources: ['https://other.example.com/mcp'],
        },
      );
      const response = await fetch(`${provider.issuer}/v1/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: body.authorization_code,
          redirect_uri: REDIRECT,
          client_id: made.client_id,
          client_secret: made.client_secret,
        }),
      });
      const { access_token } = (await response.json()) as { access_token: string };
      const refused = await fetch(resource, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}` },
      });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toContain('resource_metadata=');
    },
    TIMEOUT_MS,
  );
});
