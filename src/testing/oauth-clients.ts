import type { Answer, TestApp } from './test-app.ts';

/** A call of an OAuth endpoint on the API host, as a form, without any credentials but its own. */
export async function oauthCall(
  app: TestApp,
  name: string,
  parameters: Record<string, string | undefined>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const given = Object.entries(parameters).filter((one): one is [string, string] => !!one[1]);
  const response = await app.app.inject({
    method: 'POST',
    url: `/v1/public/${app.test.project_id}/oauth2/${name}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(given).toString(),
  });
  return {
    status: response.statusCode,
    body: JSON.parse(response.body),
    headers: response.headers,
  };
}
