import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EnvironmentParams } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const deletePublicToken = operation({
  id: 'management.public_tokens.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/public_tokens/:public_token',
  caller: 'workspace',
  tag: 'Management: public tokens',
  summary: 'Revoke a public token, unless it is the last',
  params: Type.Object({ ...EnvironmentParams.properties, public_token: Type.String() }),
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    await services.projects.deletePublicToken(place, params.public_token);
    return {};
  },
});
