import { defineErrors } from '../../platform/errors/catalogue.ts';

/** JWT templates (behaviour-platform 10). What they render to has the errors of custom claims. */
export const jwtTemplateErrors = defineErrors({
  jwt_template_not_found: { status: 404, message: 'JWT template could not be found.' },
  jwt_template_invalid_json: {
    status: 400,
    message: 'The template is no JSON object once its variables are filled in.',
  },
  jwt_template_invalid_tag: {
    status: 400,
    message:
      'A tag of the template names an unknown variable, or stands where no JSON value can stand.',
  },
  jwt_template_mismatched_tag: {
    status: 400,
    message: 'The template has a brace that is not opened or not closed.',
  },
});
