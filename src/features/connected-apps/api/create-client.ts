import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentNewClient } from '../present-client.ts';
import { ClientTypeArgument, ConnectedAppWithClientSecret, clientFields } from '../wire.ts';

/** Reference: behaviour-platform 2. */
export const createConnectedApp = operation({
  id: 'connected_apps.clients.create',
  method: 'POST',
  path: '/v1/connected_apps/clients',
  caller: 'project',
  tag: 'Connected Apps',
  summary: 'Make a Connected App; a confidential one is told its secret only now',
  body: Type.Object({ client_type: ClientTypeArgument(), ...clientFields }),
  response: { connected_app: ConnectedAppWithClientSecret },
  async handler({ environment, services }, { body }) {
    const { client_type, ...fields } = body;
    const { clients } = services.connectedApps;
    const { client, secret } = await clients.create(environment, client_type, fields);
    return { connected_app: presentNewClient(environment.kind, client, secret) };
  },
});
