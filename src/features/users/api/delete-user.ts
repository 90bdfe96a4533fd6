import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { userWireId } from '../present-user.ts';

export const deleteUser = operation({
  id: 'users.delete',
  method: 'DELETE',
  path: '/v1/users/:user_id',
  caller: 'project',
  tag: 'Users',
  summary: 'Delete a user with all factors and sessions',
  confirms: true,
  params: Type.Object({ user_id: Type.String() }),
  response: { user_id: Type.String() },
  async handler({ environment, services }, { params }) {
    const user = await services.users.delete(environment, params.user_id);
    return { user_id: userWireId(environment.kind, user.id) };
  },
});
