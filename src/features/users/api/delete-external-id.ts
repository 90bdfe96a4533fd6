import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentUser } from '../present-user.ts';
import { User } from '../wire.ts';

export const deleteExternalId = operation({
  id: 'users.delete_external_id',
  method: 'DELETE',
  path: '/v1/users/:user_id/external_id',
  caller: 'project',
  tag: 'Users',
  summary: 'Remove the external_id of a user',
  confirms: true,
  params: Type.Object({ user_id: Type.String() }),
  response: { user_id: Type.String(), user: User },
  async handler({ environment, services }, { params }) {
    const record = await services.users.deleteExternalId(environment, params.user_id);
    const user = presentUser(environment.kind, record, environment.now());
    return { user_id: user.user_id, user };
  },
});
