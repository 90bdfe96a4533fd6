import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentMaskedSecret } from '../present.ts';
import { EnvironmentParams, MaskedSecret } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const getSecret = operation({
  id: 'management.secrets.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/secrets/:secret_id',
  caller: 'workspace',
  tag: 'Management: secrets',
  summary: 'Read a secret, masked',
  params: Type.Object({ ...EnvironmentParams.properties, secret_id: Type.String() }),
  response: { secret: MaskedSecret },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const secret = await services.projects.getSecret(place, params.secret_id);
    return { secret: presentMaskedSecret(secret) };
  },
});
