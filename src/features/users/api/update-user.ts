import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { OpenObject, withTypeError } from '../../wire-schema.ts';
import { presentUser } from '../present-user.ts';
import { Attributes, CryptoWallet, Email, Name, PhoneNumber, User } from '../wire.ts';

/** What older clients may send here and what has had its own operations since. */
const NOT_HERE = ['emails', 'phone_numbers', 'crypto_wallets'];

export const updateUser = operation({
  id: 'users.update',
  method: 'PUT',
  path: '/v1/users/:user_id',
  caller: 'project',
  tag: 'Users',
  summary: 'Change name, metadata, roles or external_id; what is not given stays',
  confirms: true,
  params: Type.Object({ user_id: Type.String() }),
  body: Type.Object({
    name: Type.Optional(Name),
    attributes: Type.Optional(Attributes),
    trusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    untrusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    external_id: Type.Optional(Type.String()),
    roles: Type.Optional(Type.Array(Type.String())),
  }),
  response: {
    user_id: Type.String(),
    emails: Type.Array(Email),
    phone_numbers: Type.Array(PhoneNumber),
    crypto_wallets: Type.Array(CryptoWallet),
    user: User,
  },
  async handler({ environment, services }, { params, body }) {
    if (NOT_HERE.some((member) => member in body)) {
      throw apiError('update_user_auth_method_not_allowed');
    }
    const record = await services.users.update(environment, params.user_id, body);
    const user = presentUser(environment.kind, record, environment.now());
    const { user_id, emails, phone_numbers, crypto_wallets } = user;
    return { user_id, emails, phone_numbers, crypto_wallets, user };
  },
});
