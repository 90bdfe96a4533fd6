import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentClient } from '../present-client.ts';
import { ConnectedApp, clientFields, clientParams } from '../wire.ts';

export const updateConnectedApp = operation({
  id: 'connected_apps.clients.update',
  method: 'PUT',
  path: '/v1/connected_apps/clients/:client_id',
  caller: 'project',
  tag: 'Connected Apps',
  summary: 'Change a Connected App; its type, id and secrets stay',
  params: clientParams,
  body: Type.Object(clientFields),
  response: { connected_app: ConnectedApp },
  async handler({ environment, services }, { params, body }) {
    const { clients } = services.connectedApps;
    const client = await clients.update(environment, params.client_id, body);
    return { connected_app: presentClient(environment.kind, client) };
  },
});
