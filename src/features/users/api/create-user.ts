import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { OpenObject, withTypeError } from '../../wire-schema.ts';
import { factorWireId, presentUser } from '../present-user.ts';
import { factorsOf } from '../user-record.ts';
import { Attributes, Name, User } from '../wire.ts';

export const createUser = operation({
  id: 'users.create',
  method: 'POST',
  path: '/v1/users',
  caller: 'project',
  tag: 'Users',
  summary: 'Create a user by email, phone number or both',
  confirms: true,
  body: Type.Object({
    email: Type.Optional(Type.String()),
    name: Type.Optional(Name),
    attributes: Type.Optional(Attributes),
    phone_number: Type.Optional(Type.String({ description: 'E.164' })),
    create_user_as_pending: Type.Optional(Type.Boolean()),
    trusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    untrusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    external_id: Type.Optional(Type.String()),
    roles: Type.Optional(Type.Array(Type.String())),
  }),
  // 201 as the SDK test suites and the API page have it; the OpenAPI shows 200 (core 0.2).
  status: 201,
  response: {
    user_id: Type.String(),
    email_id: Type.String({ description: 'Empty without an email.' }),
    status: Type.String(),
    phone_id: Type.String({ description: 'Empty without a phone number.' }),
    user: User,
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) {
      const { user, user_id, email_id, phone_id } = sandbox;
      return {
        user_id,
        email_id: body.email === undefined ? '' : email_id,
        phone_id: body.phone_number === undefined ? '' : phone_id,
        status: user.status,
        user,
      };
    }
    if (body.email === undefined && body.phone_number === undefined) {
      throw apiError('invalid_create_user_request');
    }
    const { create_user_as_pending: pending, ...rest } = body;
    const record = await services.users.create(environment, { ...rest, pending });
    const user = presentUser(environment.kind, record, environment.now());
    const [email] = factorsOf(record, 'email');
    const [phone] = factorsOf(record, 'phone_number');
    return {
      user_id: user.user_id,
      email_id: email ? factorWireId(environment.kind, email) : '',
      phone_id: phone ? factorWireId(environment.kind, phone) : '',
      status: user.status,
      user,
    };
  },
});
