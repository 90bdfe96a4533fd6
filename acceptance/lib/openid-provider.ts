import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './port.ts';
import { cleanEnvironment, root, tail } from './run.ts';

export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What an operator enters of a client that is treated as Apple treats its own. */
  readonly appleLike: Readonly<Record<'client_id' | 'team_id' | 'key_id' | 'private_key', string>>;
  /** Its endpoints, as an operator would enter them. */
  readonly endpoints: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

async function metadataOf(issuer: string): Promise<Record<string, string> | undefined> {
  try {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    return (await response.json()) as Record<string, string>;
  } catch {
    return undefined;
  }
}

/** Names and a key as Apple gives them to developers. */
function appleDeveloper() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const client = { client_id: 'com.example.web', team_id: 'TEAM123456', key_id: 'KEY1234567' };
  return {
    entered: {
      ...client,
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    },
    known: {
      clientId: client.client_id,
      teamId: client.team_id,
      keyId: client.key_id,
      publicKey: publicKey.export({ format: 'jwk' }),
    },
  };
}

/**
 * Starts oidc-provider as a process of its own, with clients that may come back to the URLs. It is
 * on the same site as the server under test, so that the answer by a form brings a Lax cookie along.
 */
export async function startOpenIdProvider(
  redirectUris: readonly string[],
): Promise<OpenIdProvider> {
  const issuer = `http://localhost:${await freePort()}`;
  const apple = appleDeveloper();
  const [clientId, clientSecret] = ['selvage', 'a-secret-of-the-provider'];
  const clients = [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: redirectUris,
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      client_id: apple.known.clientId,
      client_secret: 'each is signed for the occasion',
      redirect_uris: redirectUris,
      token_endpoint_auth_method: 'client_secret_post',
    },
  ];
  const program = join(root, 'acceptance', 'lib', 'openid-provider-process.mjs');
  const child = spawn(process.execPath, [program], {
    env: cleanEnvironment({
      OPENID_PROVIDER: JSON.stringify({ issuer, clients, appleLike: apple.known }),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-16_000);
    });
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (hasEnded()) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  let metadata = await metadataOf(issuer);
  while (metadata === undefined) {
    if (hasEnded() || Date.now() > deadline) {
      await stop();
      throw new Error(`The OpenID provider did not become ready.\n${tail(log)}`);
    }
    await sleep(50);
    metadata = await metadataOf(issuer);
  }
  const names = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'];
  const found = metadata;
  return {
    issuer,
    clientId,
    clientSecret,
    appleLike: apple.entered,
    endpoints: {
      issuer,
      ...Object.fromEntries(names.map((name) => [name, found[name] ?? ''])),
    },
    stop,
  };
}
