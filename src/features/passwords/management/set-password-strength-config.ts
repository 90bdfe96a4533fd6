import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { OneOf } from '../../wire-schema.ts';
import { readPasswordSettings } from '../password-settings.ts';
import { PasswordStrengthConfig, validationPolicies } from '../wire.ts';

export const setPasswordStrengthConfig = operation({
  id: 'management.password_strength_config.set',
  method: 'PUT',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/password_strength_config',
  caller: 'workspace',
  tag: 'Management: password strength',
  summary: 'Replace which passwords an environment takes',
  params: EnvironmentParams,
  body: Type.Object({
    check_breach_on_creation: Type.Optional(Type.Boolean()),
    check_breach_on_authentication: Type.Optional(Type.Boolean()),
    validate_on_authentication: Type.Optional(Type.Boolean()),
    validation_policy: Type.Optional(OneOf(validationPolicies)),
    luds_min_password_length: Type.Optional(Type.Integer()),
    luds_min_password_complexity: Type.Optional(Type.Integer()),
  }),
  response: { password_strength_config: PasswordStrengthConfig },
  async handler({ workspaceKey, services }, { params, body }) {
    // The Go client leaves out what is false or zero: an absent boolean is false (1.3).
    const password_strength = readPasswordSettings({
      check_breach_on_creation: body.check_breach_on_creation ?? false,
      check_breach_on_authentication: body.check_breach_on_authentication ?? false,
      validate_on_authentication: body.validate_on_authentication ?? false,
      validation_policy: body.validation_policy ?? 'ZXCVBN',
      luds_min_password_length: body.luds_min_password_length ?? null,
      luds_min_password_complexity: body.luds_min_password_complexity ?? null,
    });
    const place = environmentPlace(workspaceKey, params);
    const { settings } = await services.projects.updateEnvironment(place, {
      settings: { password_strength },
    });
    return { password_strength_config: settings.password_strength };
  },
});
