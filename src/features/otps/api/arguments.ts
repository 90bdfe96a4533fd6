import { Type } from 'typebox';
import { Attributes } from '../../users/wire.ts';
import { OneOf, withError } from '../../wire-schema.ts';

/** Arguments that the operations which send a passcode share. */
export const sendArguments = {
  expiration_minutes: Type.Optional(
    withError('invalid_expiration_otp', Type.Integer({ minimum: 1, maximum: 10 })),
  ),
  attributes: Type.Optional(Attributes),
  locale: Type.Optional(withError('invalid_locale', OneOf(['en', 'es', 'fr', 'pt-br']))),
};

export const userChoiceArguments = {
  user_id: Type.Optional(Type.String()),
  session_token: Type.Optional(Type.String()),
  session_jwt: Type.Optional(Type.String()),
};

export const templateArguments = {
  login_template_id: Type.Optional(Type.String()),
  signup_template_id: Type.Optional(Type.String()),
};
