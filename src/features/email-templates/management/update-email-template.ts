import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { EmailTemplate, TemplateParams, templateArguments } from '../wire.ts';

export const updateEmailTemplate = operation({
  id: 'management.email_templates.update',
  method: 'PUT',
  path: '/pwa/v3/projects/:project_slug/email_templates/:template_id',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Replace parts of a mail template; absent parts stay',
  params: TemplateParams,
  body: Type.Object(templateArguments),
  response: { email_template: EmailTemplate },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = projectPlace(workspaceKey, params);
    const { template_id } = params;
    return { email_template: await services.emailTemplates.update(place, template_id, body) };
  },
});
