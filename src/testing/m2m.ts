import type { Answer, TestApp } from './test-app.ts';

export interface NewClient {
  client_id: string;
  client_secret: string;
}

/** An M2M client of the TEST environment. */
export async function newClient(
  app: TestApp,
  body: Record<string, unknown> = { scopes: ['read:users', 'write:users'] },
): Promise<NewClient> {
  const answer = await app.call('POST', '/v1/m2m/clients', body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.m2m_client;
}

export const tokenPath = (app: TestApp): string => `/v1/public/${app.test.project_id}/oauth2/token`;

/** Posts a form, as Node's and Go's SDK do. */
export async function postForm(
  app: TestApp,
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await app.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() };
}

export const clientCredentials = ({ client_id, client_secret }: NewClient, more = {}) => ({
  grant_type: 'client_credentials',
  client_id,
  client_secret,
  ...more,
});

export const getToken = (app: TestApp, client: NewClient, more = {}): Promise<Answer> =>
  postForm(app, tokenPath(app), clientCredentials(client, more));

export const basicHeader = (username: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

/** Claims of a JWT, unverified. */
export const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
