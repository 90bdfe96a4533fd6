import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { OneOf, withError } from '../../wire-schema.ts';
import { managedSettings } from '../managed-settings.ts';
import { presentEnvironment } from '../present.ts';
import { Environment, environmentSettings, environmentTypes, ProjectParams } from '../wire.ts';
import { projectPlace } from './place.ts';

// Only an update accepts this one.
const { use_custom_domain_in_magic_link_emails: _, ...settings } = environmentSettings;

export const createEnvironment = operation({
  id: 'management.environments.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments',
  caller: 'workspace',
  tag: 'Management: environments',
  summary: 'Create an environment; the live one comes first',
  params: ProjectParams,
  body: Type.Object({
    name: withError('invalid_environment_name', Type.String()),
    // The live environment is never made by accident.
    type: Type.Optional(withError('invalid_argument', OneOf(environmentTypes))),
    environment_slug: Type.Optional(Type.String()),
    ...Type.Partial(Type.Object(settings)).properties,
  }),
  response: { environment: Environment },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = projectPlace(workspaceKey, params);
    const environment = await services.projects.createEnvironment(place, {
      name: body.name,
      type: body.type ?? 'TEST',
      slug: body.environment_slug,
      settings: { ...managedSettings(body), use_custom_domain_in_magic_link_emails: false },
    });
    return { environment: presentEnvironment(environment) };
  },
});
