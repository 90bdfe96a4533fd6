import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { ProjectParams } from '../../projects/wire.ts';
import { EmailTemplate } from '../wire.ts';

export const listEmailTemplates = operation({
  id: 'management.email_templates.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/email_templates',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'List the mail templates of a project',
  params: ProjectParams,
  response: { email_templates: Type.Array(EmailTemplate) },
  async handler({ workspaceKey, services }, { params }) {
    const place = projectPlace(workspaceKey, params);
    return { email_templates: await services.emailTemplates.list(place) };
  },
});
