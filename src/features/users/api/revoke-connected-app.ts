import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';

export const revokeConnectedApp = operation({
  id: 'users.revoke_connected_app',
  method: 'POST',
  path: '/v1/users/:user_id/connected_apps/:connected_app_id/revoke',
  caller: 'project',
  tag: 'Users',
  summary: 'Take back what a user granted to a Connected App',
  confirms: true,
  params: Type.Object({ user_id: Type.String(), connected_app_id: Type.String() }),
  response: {},
  async handler({ environment, services }, { params }) {
    const { user_id, connected_app_id } = params;
    await services.connectedApps.consents.revoke(environment, user_id, connected_app_id);
    return {};
  },
});
