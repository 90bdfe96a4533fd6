import { operation } from '../../../http/operation.ts';
import { presentClient } from '../present-client.ts';
import { ConnectedApp, clientParams } from '../wire.ts';

export const getConnectedApp = operation({
  id: 'connected_apps.clients.get',
  method: 'GET',
  path: '/v1/connected_apps/clients/:client_id',
  caller: 'project',
  tag: 'Connected Apps',
  summary: 'Get a Connected App',
  confirms: true,
  params: clientParams,
  response: { connected_app: ConnectedApp },
  async handler({ environment, services }, { params }) {
    const client = await services.connectedApps.clients.get(environment, params.client_id);
    return { connected_app: presentClient(environment.kind, client) };
  },
});
