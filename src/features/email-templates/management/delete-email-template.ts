import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { TemplateParams } from '../wire.ts';

export const deleteEmailTemplate = operation({
  id: 'management.email_templates.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/email_templates/:template_id',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Delete a mail template that is no default',
  params: TemplateParams,
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    const place = projectPlace(workspaceKey, params);
    await services.emailTemplates.delete(place, params.template_id);
    return {};
  },
});
