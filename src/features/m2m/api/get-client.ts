import { operation } from '../../../http/operation.ts';
import { presentClient } from '../m2m-client.ts';
import { ClientParams, M2mClient } from '../wire.ts';

export const getM2mClient = operation({
  id: 'm2m.clients.get',
  method: 'GET',
  path: '/v1/m2m/clients/:client_id',
  caller: 'project',
  tag: 'M2M',
  summary: 'Get a client',
  params: ClientParams,
  response: { m2m_client: M2mClient },
  async handler({ environment, services }, { params }) {
    const client = await services.m2m.get(environment, params.client_id);
    return { m2m_client: presentClient(client) };
  },
});
