import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentPublicToken } from '../present.ts';
import { EnvironmentParams, PublicToken } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const getPublicToken = operation({
  id: 'management.public_tokens.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/public_tokens/:public_token',
  caller: 'workspace',
  tag: 'Management: public tokens',
  summary: 'Read a public token',
  params: Type.Object({ ...EnvironmentParams.properties, public_token: Type.String() }),
  response: { public_token: PublicToken },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const token = await services.projects.getPublicToken(place, params.public_token);
    return { public_token: presentPublicToken(token) };
  },
});
