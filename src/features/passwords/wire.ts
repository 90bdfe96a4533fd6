import { Type } from 'typebox';
import { Nullable, named, OneOf } from '../wire-schema.ts';

export const validationPolicies = ['ZXCVBN', 'LUDS'] as const;

/** Which passwords an environment takes (management-and-dashboard 1.8). */
export const PasswordStrengthConfig = named(
  'PasswordStrengthConfig',
  Type.Object({
    check_breach_on_creation: Type.Boolean(),
    check_breach_on_authentication: Type.Boolean(),
    validate_on_authentication: Type.Boolean(),
    validation_policy: OneOf(validationPolicies),
    luds_min_password_length: Nullable(Type.Integer({ description: '8 to 32; null for ZXCVBN.' })),
    luds_min_password_complexity: Nullable(
      Type.Integer({ description: '1 to 4 classes of characters; null for ZXCVBN.' }),
    ),
  }),
);
