import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { refuseSandbox } from '../../sandbox/sandbox.ts';
import { presentUser } from '../present-user.ts';
import { User } from '../wire.ts';

export const exchangePrimaryFactor = operation({
  id: 'users.exchange_primary_factor',
  method: 'PUT',
  path: '/v1/users/:user_id/exchange_primary_factor',
  caller: 'project',
  tag: 'Users',
  summary: 'Replace the only factor of a user by another email or phone number',
  confirms: true,
  params: Type.Object({ user_id: Type.String() }),
  body: Type.Object({
    email_address: Type.Optional(Type.String()),
    phone_number: Type.Optional(Type.String({ description: 'E.164' })),
  }),
  response: { user_id: Type.String(), user: User },
  async handler({ environment, services }, { params, body }) {
    refuseSandbox({ email: body.email_address, phone_number: body.phone_number });
    const record = await services.users.exchangePrimaryFactor(environment, params.user_id, body);
    const user = presentUser(environment.kind, record, environment.now());
    return { user_id: user.user_id, user };
  },
});
