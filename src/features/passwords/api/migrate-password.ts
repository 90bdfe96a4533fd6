import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument } from '../../magic-links/api/arguments.ts';
import { refuseSandbox } from '../../sandbox/sandbox.ts';
import { factorWireId, presentUser } from '../../users/present-user.ts';
import { Name, User } from '../../users/wire.ts';
import { named, OneOf, OpenObject, withError, withTypeError } from '../../wire-schema.ts';

const optional = Type.Optional;
const text = (description: string) => optional(Type.String({ description }));
const count = (description: string) => optional(Type.Integer({ description }));

/** The hash is digest(prepend_salt + password + append_salt). */
const DigestConfig = (name: string) =>
  named(
    name,
    Type.Object({
      prepend_salt: optional(Type.String()),
      append_salt: optional(Type.String()),
    }),
  );

// What is absent or out of range in these has an error of its own, which their reader gives.
const configs = {
  md_5_config: optional(DigestConfig('MD5Config')),
  sha_1_config: optional(DigestConfig('SHA1Config')),
  sha_512_config: optional(DigestConfig('SHA512Config')),
  argon_2_config: optional(
    named(
      'Argon2Config',
      Type.Object({
        salt: text('As text.'),
        iteration_amount: count('Passes.'),
        memory: count('KiB.'),
        threads: count('Lanes.'),
        key_length: count('Bytes.'),
      }),
    ),
  ),
  scrypt_config: optional(
    named(
      'ScryptConfig',
      Type.Object({
        salt: text('Base64.'),
        n_parameter: count('A power of two, 2 to 262144.'),
        r_parameter: count('Block size.'),
        p_parameter: count('Parallelism.'),
        key_length: count('Bytes.'),
      }),
    ),
  ),
  pbkdf_2_config: optional(
    named(
      'PBKDF2Config',
      Type.Object({
        salt: text('Base64.'),
        iteration_amount: count('Rounds.'),
        key_length: count('Bytes.'),
        algorithm: text('sha256 (default) or sha512.'),
      }),
    ),
  ),
};

export const migratePassword = operation({
  id: 'passwords.migrate',
  method: 'POST',
  path: '/v1/passwords/migrate',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Take over a password hash of another system, with its user where there is none',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    hash: withError('invalid_hash', Type.String()),
    hash_type: withError(
      'invalid_hash_type',
      OneOf([
        'bcrypt',
        'md_5',
        'argon_2i',
        'argon_2id',
        'sha_1',
        'sha_512',
        'scrypt',
        'phpass',
        'pbkdf_2',
      ]),
    ),
    ...configs,
    set_email_verified: optional(Type.Boolean()),
    phone_number: optional(withError('invalid_phone_number', Type.String())),
    set_phone_number_verified: optional(Type.Boolean()),
    name: optional(Name),
    trusted_metadata: optional(withTypeError('metadata_invalid_format', OpenObject())),
    untrusted_metadata: optional(withTypeError('metadata_invalid_format', OpenObject())),
    external_id: optional(Type.String({ description: 'Of a new user only.' })),
    roles: optional(Type.Array(Type.String(), { description: 'Of a new user only.' })),
  }),
  response: {
    user_id: Type.String(),
    email_id: Type.String(),
    user_created: Type.Boolean(),
    user: User,
  },
  async handler({ environment, services }, { body }) {
    refuseSandbox(body);
    const { user: record, email, created } = await services.passwords.migrate(environment, body);
    const user = presentUser(environment.kind, record, environment.now());
    return {
      user_id: user.user_id,
      email_id: factorWireId(environment.kind, email),
      user_created: created,
      user,
    };
  },
});
