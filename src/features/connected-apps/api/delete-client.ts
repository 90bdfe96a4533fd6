import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { clientWireId } from '../present-client.ts';
import { clientParams } from '../wire.ts';

export const deleteConnectedApp = operation({
  id: 'connected_apps.clients.delete',
  method: 'DELETE',
  path: '/v1/connected_apps/clients/:client_id',
  caller: 'project',
  tag: 'Connected Apps',
  summary: 'Delete a Connected App with all that was granted to it',
  params: clientParams,
  response: { client_id: Type.String() },
  async handler({ environment, services }, { params }) {
    const client = await services.connectedApps.clients.delete(environment, params.client_id);
    return { client_id: clientWireId(environment.kind, client) };
  },
});
