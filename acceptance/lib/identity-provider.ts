import { join } from 'node:path';
import { type Api, api } from './api.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { type PageVisitor, pageVisitor } from './page-visitor.ts';
import { root } from './run.ts';
import { startServer } from './server.ts';

/** The world of the newcomer's page: what it says must be so. */
const SEED = join(root, 'docs/examples/mcp/seed.yaml');

/** A server whose TEST environment lets apps in, and the user of its seed file. */
export interface IdentityProvider {
  /** As discovery names it. */
  readonly issuer: string;
  readonly credentials: Credentials;
  readonly project: Api;
  readonly email: string;
  readonly userId: string;
  visitor(): PageVisitor;
  /** Makes a Connected App. */
  makeApp(fields: object): Promise<{ client_id: string; client_secret: string }>;
  stop(): Promise<void>;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = await startServer({
    settings: { SELVAGE_SEED: SEED, SELVAGE_RATE_LIMITS: 'off' },
  });
  const credentials = readCredentials(server.dataDir);
  const { project_id, secret } = credentials.test;
  const project = api(server.baseUrl, project_id, secret);
  const email = 'ada@example.com';
  const name = { first_name: 'Ada', last_name: 'Byron' };
  const found = await project.post<{ results: Array<{ user_id: string }> }>('/v1/users/search', {
    query: {
      operator: 'AND',
      operands: [{ filter_name: 'email_address', filter_value: [email] }],
    },
  });
  const userId = found.body.results[0]?.user_id ?? '';
  await project.put(`/v1/users/${userId}`, { name });
  return {
    issuer: credentials.base_url,
    credentials,
    project,
    email,
    userId,
    visitor: () => pageVisitor(credentials.base_url, project),
    async makeApp(fields) {
      const made = await project.post<{
        connected_app: { client_id: string; client_secret: string };
      }>('/v1/connected_apps/clients', fields);
      if (made.status !== 200) throw new Error(JSON.stringify(made.body));
      return made.body.connected_app;
    },
    stop: () => server.stop(),
  };
}
