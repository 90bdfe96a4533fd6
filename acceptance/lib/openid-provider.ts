import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './port.ts';
import { cleanEnvironment, root, tail } from './run.ts';

export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
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

/** Starts oidc-provider as a process of its own, with one client that may come back to the URLs. */
export async function startOpenIdProvider(
  redirectUris: readonly string[],
): Promise<OpenIdProvider> {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const [clientId, clientSecret] = ['selvage', 'a-secret-of-the-provider'];
  const clients = [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: redirectUris,
      token_endpoint_auth_method: 'client_secret_post',
    },
  ];
  const program = join(root, 'acceptance', 'lib', 'openid-provider-process.mjs');
  const child = spawn(process.execPath, [program], {
    env: cleanEnvironment({ OPENID_PROVIDER: JSON.stringify({ issuer, clients }) }),
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
    endpoints: {
      issuer,
      ...Object.fromEntries(names.map((name) => [name, found[name] ?? ''])),
    },
    stop,
  };
}
