import type { TestApp } from '../test-app.ts';
import type { Ids } from './world.ts';

interface Client {
  client_id: string;
  client_secret: string;
}

/** M2M clients with a token, and one whose secret is being rotated. */
export async function populateM2m(
  app: TestApp,
  projectId: string,
  call: (path: string, body: object) => Promise<Record<string, unknown>>,
  name: string,
): Promise<Ids> {
  const create = async (): Promise<Client> =>
    (
      await call('/v1/m2m/clients', {
        scopes: [`${name}:scope`],
        client_name: `${name}-client`,
        trusted_metadata: { note: `${name}-client-note` },
      })
    )['m2m_client'] as Client;
  const { client_id, client_secret } = await create();
  const rotating = await create();
  await call(`/v1/m2m/clients/${rotating.client_id}/secrets/rotate/start`, {});
  const answer = await app.callAs(undefined, 'POST', `/v1/public/${projectId}/oauth2/token`, {
    grant_type: 'client_credentials',
    client_id,
    client_secret,
  });
  return {
    client_id,
    // Whoever has it is the client: the attacker is not told the other tenant's as such.
    [name === 'victim' ? 'victim_client_secret' : 'client_secret']: client_secret,
    rotating_client_id: rotating.client_id,
    access_token: answer.body.access_token,
    client_name: `${name}-client`,
    client_note: `${name}-client-note`,
  };
}

/** What outlives a reset, though it must not pile up. */
export async function dropLasting({ database }: TestApp, projectId: string): Promise<void> {
  const environment = projectId.slice(-36);
  const lasting = [
    'm2m_clients',
    'revoked_tokens',
    'connected_apps',
    'trusted_token_profiles',
  ] as const;
  for (const table of lasting) {
    await database.affected(database.q.deleteFrom(table).where('environment_id', '=', environment));
  }
}
