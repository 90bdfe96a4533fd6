import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument } from '../../magic-links/api/arguments.ts';
import { Nullable, named, OneOf } from '../../wire-schema.ts';

const LudsRequirements = named(
  'LUDSRequirements',
  Type.Object({
    has_lower_case: Type.Boolean(),
    has_upper_case: Type.Boolean(),
    has_digit: Type.Boolean(),
    has_symbol: Type.Boolean(),
    missing_complexity: Type.Integer({ description: 'Classes of characters that are lacking.' }),
    missing_characters: Type.Integer(),
  }),
);

export const checkPasswordStrength = operation({
  id: 'passwords.strength_check',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/passwords/strength_check',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Say whether a password may be set, and what is wrong with it',
  body: Type.Object({
    password: Type.String(),
    email: Type.Optional(EmailArgument()),
  }),
  response: {
    valid_password: Type.Boolean(),
    score: Type.Integer({ description: 'Of zxcvbn, 0 to 4; 0 under LUDS.' }),
    breached_password: Type.Boolean({ description: 'Looked up only where an email is given.' }),
    strength_policy: OneOf(['zxcvbn', 'luds']),
    breach_detection_on_create: Type.Boolean(),
    feedback: named(
      'PasswordFeedback',
      Type.Object({
        warning: Type.String(),
        suggestions: Type.Array(Type.String()),
        luds_requirements: Nullable(LudsRequirements),
      }),
    ),
  },
  handler: ({ environment, services }, { body }) =>
    services.passwords.checkStrength(environment, body),
});
