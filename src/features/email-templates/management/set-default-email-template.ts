import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { withError } from '../../wire-schema.ts';
import { DefaultTemplateParams } from '../wire.ts';

export const setDefaultEmailTemplate = operation({
  id: 'management.default_email_templates.set',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/default_email_templates/:email_template_type',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Make a template the default for a type of mail',
  params: DefaultTemplateParams,
  body: Type.Object({ template_id: withError('invalid_template_id', Type.String()) }),
  response: {},
  async handler({ workspaceKey, services }, { params, body }) {
    const place = projectPlace(workspaceKey, params);
    const { email_template_type } = params;
    await services.emailTemplates.setDefault(place, email_template_type, body.template_id);
    return {};
  },
});
