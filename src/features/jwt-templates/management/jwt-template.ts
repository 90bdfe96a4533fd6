import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { named, OneOf } from '../../wire-schema.ts';
import { checkTemplateSettings } from '../jwt-templates.ts';
import { type JwtTemplateSettings, templateSettingOf } from '../settings.ts';

const path =
  '/pwa/v3/projects/:project_slug/environments/:environment_slug/jwt_templates/:jwt_template_type';

const types = ['SESSION', 'M2M'] as const;
type TemplateType = (typeof types)[number];

const JwtTemplate = named(
  'JWTTemplate',
  Type.Object({
    template_content: Type.String({ description: 'As it was written.' }),
    custom_audience: Type.String({ description: 'Beside the project id; empty for none.' }),
    jwt_template_type: OneOf(types),
  }),
);

const params = Type.Object({
  project_slug: Type.String(),
  environment_slug: Type.String(),
  jwt_template_type: Type.String({ description: '`SESSION` or `M2M`' }),
});

function readType(text: string): TemplateType {
  const type = types.find((one) => one === text);
  if (!type) throw apiError('jwt_template_not_found');
  return type;
}

const present = (jwt_template_type: TemplateType, template: JwtTemplateSettings) => ({
  jwt_template: { ...template, jwt_template_type },
});

const getJwtTemplate = operation({
  id: 'management.jwt_templates.get',
  method: 'GET',
  path,
  caller: 'workspace',
  tag: 'Management: JWT templates',
  summary: 'Read the template of the claims of sessions or of M2M tokens',
  params,
  response: { jwt_template: JwtTemplate },
  async handler({ workspaceKey, services }, { params: given }) {
    const type = readType(given.jwt_template_type);
    const place = environmentPlace(workspaceKey, given);
    const { settings } = await services.projects.getEnvironment(place);
    return present(type, settings[templateSettingOf[type]]);
  },
});

const setJwtTemplate = operation({
  id: 'management.jwt_templates.set',
  method: 'PUT',
  path,
  caller: 'workspace',
  tag: 'Management: JWT templates',
  summary: 'Replace the template of the claims of sessions or of M2M tokens',
  params,
  body: Type.Object({
    template_content: Type.String({ description: 'A JSON object with `{{ variables }}`.' }),
    // The Go client leaves out an empty one.
    custom_audience: Type.Optional(Type.String()),
  }),
  response: { jwt_template: JwtTemplate },
  async handler({ workspaceKey, services }, { params: given, body }) {
    const type = readType(given.jwt_template_type);
    const { template_content, custom_audience = '' } = body;
    checkTemplateSettings(type, { template_content, custom_audience });
    const { settings } = await services.projects.updateEnvironment(
      environmentPlace(workspaceKey, given),
      { settings: { [templateSettingOf[type]]: { template_content, custom_audience } } },
    );
    return present(type, settings[templateSettingOf[type]]);
  },
});

export const jwtTemplateOperations: readonly Operation[] = [getJwtTemplate, setJwtTemplate];
