import { type Api, api } from './api.ts';
import type { Credentials } from './credentials.ts';

export function managementApi(baseUrl: string, { management }: Credentials): Api {
  return api(baseUrl, management.key_id, management.key_secret);
}

/** The management path of the environment that has this project_id. */
export async function environmentPath(management: Api, projectId: string): Promise<string> {
  const { body } = await management.get<{ projects: Array<{ project_slug: string }> }>(
    '/pwa/v3/projects',
  );
  for (const { project_slug } of body.projects) {
    const path = `/pwa/v3/projects/${project_slug}/environments`;
    const { body: found } = await management.get<{
      environments: Array<{ environment_slug: string; project_id: string }>;
    }>(path);
    const ours = found.environments.find(({ project_id }) => project_id === projectId);
    if (ours !== undefined) return `${path}/${ours.environment_slug}`;
  }
  throw new Error('The management API does not show the environment of credentials.json.');
}

/** Registers a URL for every kind of magic link, as an operator does before going live. */
export async function registerRedirectUrl(
  management: Api,
  projectId: string,
  url: string,
): Promise<void> {
  const path = `${await environmentPath(management, projectId)}/redirect_urls`;
  const valid_types = ['LOGIN', 'SIGNUP', 'INVITE'].map((type) => ({ type, is_default: true }));
  const answer = await management.post(path, { url, valid_types });
  if (answer.status >= 300) throw new Error(`Not registered: ${JSON.stringify(answer.body)}`);
}
