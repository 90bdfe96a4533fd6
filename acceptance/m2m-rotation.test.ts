import { describe, expect, test } from 'vitest';
import { type Api, api } from './lib/api.ts';
import { type Deployment, startEmbedded, startTwoNodes } from './lib/deployment.ts';

const TIMEOUT_MS = 300_000;
const PARALLEL = 1_000;

interface Machine {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Asks for tokens as a machine does. */
function tokenEndpoint({ credentials }: Deployment, client_id: string) {
  const url = `${credentials.base_url}/v1/public/${credentials.test.project_id}/oauth2/token`;
  return async (client_secret: string): Promise<string> => {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }),
    });
    const { access_token, error } = (await answer.json()) as Record<string, string>;
    return answer.status === 200 && access_token ? '200' : `${answer.status} ${error}`;
  };
}

async function tally(answers: readonly Promise<string>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of await Promise.all(answers)) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

const repeat = (work: (index: number) => Promise<string>): Promise<string>[] =>
  Array.from({ length: PARALLEL }, (_, index) => work(index));

/** One step of a rotation, while tokens are asked for. */
async function rotate(project: Api, client_id: string, step: string): Promise<string> {
  const path = `/v1/m2m/clients/${client_id}/secrets/rotate${step}`;
  const { status, body } = await project.post<{ m2m_client: { next_client_secret?: string } }>(
    path,
  );
  expect(status).toBe(200);
  return body.m2m_client.next_client_secret ?? '';
}

describe.each<[string, () => Promise<Deployment>]>([
  ['one process on the embedded database', startEmbedded],
  ['two processes on one PostgreSQL database', startTwoNodes],
])('%s', (_where, start) => {
  test(
    'no token request with a valid secret is refused at any moment of a rotation',
    async () => {
      const deployment = await start();
      try {
        const { base_url, test: keys } = deployment.credentials;
        const project = api(base_url, keys.project_id, keys.secret);
        const made = await project.post<{ m2m_client: Machine }>('/v1/m2m/clients', {
          scopes: ['read:reports'],
        });
        const { client_id, client_secret: first } = made.body.m2m_client;
        const ask = tokenEndpoint(deployment, client_id);

        // The first secret is valid while a rotation starts, is given up, and starts again.
        const before = repeat(() => ask(first));
        await rotate(project, client_id, '/start');
        await rotate(project, client_id, '/cancel');
        const second = await rotate(project, client_id, '/start');
        expect(await tally(before)).toEqual({ 200: PARALLEL });

        // From then on both are.
        const during = repeat((index) => ask(index % 2 === 0 ? first : second));
        expect(await tally(during)).toEqual({ 200: PARALLEL });

        // The second one stays so when it becomes the only one.
        const after = repeat(() => ask(second));
        await rotate(project, client_id, '');
        expect(await tally(after)).toEqual({ 200: PARALLEL });
        expect(await tally(repeat(() => ask(first)))).toEqual({ '400 invalid_client': PARALLEL });
      } finally {
        await deployment.stop();
      }
    },
    TIMEOUT_MS,
  );
});
