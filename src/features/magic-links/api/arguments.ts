import { Type } from 'typebox';
import { Attributes } from '../../users/wire.ts';
import { OneOf, withError } from '../../wire-schema.ts';

/** Arguments that the operations which send a mail share. */

const optional = Type.Optional;

/** Minutes, 5 to 7 days. */
export const ExpirationMinutes = () =>
  withError('invalid_expiration', Type.Integer({ minimum: 5, maximum: 10_080 }));

export const Locale = () => withError('invalid_locale', OneOf(['en', 'es', 'pt-br', 'fr']));

export const EmailArgument = () => withError('invalid_email', Type.String());

export const mailArguments = {
  login_magic_link_url: optional(Type.String()),
  signup_magic_link_url: optional(Type.String()),
  login_expiration_minutes: optional(ExpirationMinutes()),
  signup_expiration_minutes: optional(ExpirationMinutes()),
  login_template_id: optional(Type.String()),
  signup_template_id: optional(Type.String()),
  attributes: optional(Attributes),
  code_challenge: optional(Type.String({ description: 'S256 (RFC 7636 section 4.2).' })),
  locale: optional(Locale()),
};
