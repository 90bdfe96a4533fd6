import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { DefaultTemplateParams } from '../wire.ts';

export const unsetDefaultEmailTemplate = operation({
  id: 'management.default_email_templates.unset',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/default_email_templates/:email_template_type',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Go back to the stock mail, or to the default for all types',
  params: DefaultTemplateParams,
  response: {},
  async handler({ workspaceKey, services }, { params }) {
    const place = projectPlace(workspaceKey, params);
    await services.emailTemplates.unsetDefault(place, params.email_template_type);
    return {};
  },
});
