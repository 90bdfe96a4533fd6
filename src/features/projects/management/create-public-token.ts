import { operation } from '../../../http/operation.ts';
import { presentPublicToken } from '../present.ts';
import { EnvironmentParams, PublicToken } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const createPublicToken = operation({
  id: 'management.public_tokens.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/public_tokens',
  caller: 'workspace',
  tag: 'Management: public tokens',
  summary: 'Create a public token',
  params: EnvironmentParams,
  response: { public_token: PublicToken },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    return { public_token: presentPublicToken(await services.projects.createPublicToken(place)) };
  },
});
