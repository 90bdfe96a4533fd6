import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { projectPlace } from '../../projects/management/place.ts';
import { OneOf, withError } from '../../wire-schema.ts';
import { mailTypes } from '../email-template.ts';
import { TemplateParams } from '../wire.ts';

const optional = Type.Optional;
const sample = () =>
  optional(withError('invalid_template_values', Type.String({ maxLength: 2_048 })));

export const previewEmailTemplate = operation({
  id: 'management.email_templates.preview',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/email_templates/:template_id/preview',
  caller: 'workspace',
  tag: 'Management: email templates',
  summary: 'Render a mail template with sample values; nothing is sent',
  params: TemplateParams,
  body: Type.Object({
    type: optional(withError('invalid_argument', OneOf(mailTypes))),
    locale: optional(withError('invalid_locale', OneOf(['en', 'es', 'pt-br', 'fr']))),
    values: optional(
      Type.Object({
        user_email: sample(),
        project_name: sample(),
        expiration_minutes: optional(
          withError('invalid_template_values', Type.Integer({ minimum: 1, maximum: 10_080 })),
        ),
        otp_code: sample(),
        magic_link_url: sample(),
        reset_password_url: sample(),
        unlock_url: sample(),
      }),
    ),
  }),
  response: { subject: Type.String(), html: Type.String(), text: Type.String() },
  async handler({ workspaceKey, services }, { params, body }) {
    const place = projectPlace(workspaceKey, params);
    return services.emailTemplates.preview(place, params.template_id, body);
  },
});
