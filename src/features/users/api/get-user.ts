import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentUser } from '../present-user.ts';
import { userProperties } from '../wire.ts';

export const getUser = operation({
  id: 'users.get',
  method: 'GET',
  path: '/v1/users/:user_id',
  caller: 'project',
  tag: 'Users',
  summary: 'Get a user by user_id or external_id',
  confirms: true,
  params: Type.Object({ user_id: Type.String() }),
  response: userProperties,
  async handler({ environment, services }, { params }) {
    const user = await services.users.get(environment, params.user_id);
    return presentUser(environment.kind, user, environment.now());
  },
});
