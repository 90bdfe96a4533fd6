import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { ProjectParams } from '../../projects/wire.ts';
import { withError } from '../../wire-schema.ts';
import { EmailTemplate, templateArguments } from '../wire.ts';

export const createEmailTemplate = operation({
  id: 'management.email_templates.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/email_templates',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Create a template for the mails of a project',
  params: ProjectParams,
  body: Type.Object({
    template_id: withError('invalid_template_id', Type.String()),
    ...templateArguments,
  }),
  response: { email_template: EmailTemplate },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = projectPlace(workspaceKey, params);
    return { email_template: await services.emailTemplates.create(place, body) };
  },
});
