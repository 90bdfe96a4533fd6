import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { PasswordStrengthConfig } from '../wire.ts';

export const getPasswordStrengthConfig = operation({
  id: 'management.password_strength_config.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/password_strength_config',
  caller: 'workspace',
  tag: 'Management: password strength',
  summary: 'Read which passwords an environment takes',
  params: EnvironmentParams,
  response: { password_strength_config: PasswordStrengthConfig },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const { settings } = await services.projects.getEnvironment(place);
    return { password_strength_config: settings.password_strength };
  },
});
