import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Mail and its templates (names from reference/errors-and-conventions.md 3.3, 3.9 and 3.25). */
export const messageErrors = defineErrors({
  email_settings_not_found: {
    status: 404,
    message: 'No mail server is configured for this environment.',
  },
  email_template_not_found: { status: 404, message: 'Email Template could not be found.' },
  cannot_delete_default_email_template: {
    status: 400,
    message: 'A default email template cannot be deleted.',
  },
  duplicate_email_template_vanity_id: {
    status: 400,
    message: 'An email template with this ID already exists.',
  },
  too_many_email_templates: {
    status: 400,
    message: 'There are too many email templates, the maximum is 100.',
  },
  invalid_template_id: {
    status: 400,
    message: 'template_id is unknown or belongs to a template of another kind.',
  },
  invalid_template_values: { status: 400, message: 'The template values are invalid.' },
  invalid_email_template_content: {
    status: 400,
    message: 'The content of the email template is invalid.',
  },
  invalid_email_template_parameters: {
    status: 400,
    message: 'The parameters of the email template are invalid.',
  },
  invalid_email_html: { status: 400, message: 'The HTML of the email is invalid.' },
  invalid_email_plaintext: { status: 400, message: 'The plain text of the email is invalid.' },
  invalid_email_subject: { status: 400, message: 'The subject of the email is invalid.' },
  invalid_from_local_part: {
    status: 400,
    message: 'The local part of the sender address is invalid.',
  },
  invalid_reply_to_local_part: {
    status: 400,
    message: 'The local part of the reply-to address is invalid.',
  },
  invalid_locale: { status: 400, message: 'locale is invalid.' },
  inactive_email: {
    status: 400,
    message: 'The email has been marked as inactive because mail to it could not be delivered.',
  },
  unable_to_delete_email_suppression: {
    status: 400,
    message: 'The email could not be reactivated.',
  },
});
