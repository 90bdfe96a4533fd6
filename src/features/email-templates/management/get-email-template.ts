import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { EmailTemplate, TemplateParams } from '../wire.ts';

export const getEmailTemplate = operation({
  id: 'management.email_templates.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/email_templates/:template_id',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Read a mail template',
  params: TemplateParams,
  response: { email_template: EmailTemplate },
  async handler({ workspaceKey, services }, { params }) {
    const place = projectPlace(workspaceKey, params);
    return { email_template: await services.emailTemplates.get(place, params.template_id) };
  },
});
