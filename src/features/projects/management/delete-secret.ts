import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EnvironmentParams } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const deleteSecret = operation({
  id: 'management.secrets.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/secrets/:secret_id',
  caller: 'workspace',
  tag: 'Management: secrets',
  summary: 'Revoke a secret',
  params: Type.Object({ ...EnvironmentParams.properties, secret_id: Type.String() }),
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    await services.projects.deleteSecret(place, params.secret_id);
    return {};
  },
});
