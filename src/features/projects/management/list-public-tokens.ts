import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentPublicToken } from '../present.ts';
import { EnvironmentParams, PublicToken } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const listPublicTokens = operation({
  id: 'management.public_tokens.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/public_tokens',
  caller: 'workspace',
  tag: 'Management: public tokens',
  summary: 'List the public tokens of an environment',
  params: EnvironmentParams,
  response: { public_tokens: Type.Array(PublicToken) },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const tokens = await services.projects.listPublicTokens(place);
    return { public_tokens: tokens.map(presentPublicToken) };
  },
});
