import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { withError } from '../../wire-schema.ts';
import { managedSettings } from '../managed-settings.ts';
import { presentEnvironment } from '../present.ts';
import { Environment, EnvironmentParams, environmentSettings } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const updateEnvironment = operation({
  id: 'management.environments.update',
  method: 'PATCH',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug',
  caller: 'workspace',
  tag: 'Management: environments',
  summary: 'Change the name and settings of an environment',
  params: EnvironmentParams,
  body: Type.Object({
    name: Type.Optional(withError('invalid_environment_name', Type.String())),
    ...Type.Partial(Type.Object(environmentSettings)).properties,
  }),
  response: { environment: Environment },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const environment = await services.projects.updateEnvironment(place, {
      name: body.name,
      settings: managedSettings(body),
    });
    return { environment: presentEnvironment(environment) };
  },
});
