import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { DefaultTemplateParams } from '../wire.ts';

export const getDefaultEmailTemplate = operation({
  id: 'management.default_email_templates.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/default_email_templates/:email_template_type',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Read which template is the default for a type of mail',
  params: DefaultTemplateParams,
  response: { template_id: Type.String() },
  async handler({ workspaceKey, services }, { params }) {
    const place = projectPlace(workspaceKey, params);
    const template_id = await services.emailTemplates.getDefault(place, params.email_template_type);
    return { template_id };
  },
});
