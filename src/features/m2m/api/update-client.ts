import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { OneOf, withError } from '../../wire-schema.ts';
import { presentClient } from '../m2m-client.ts';
import { ClientParams, clientArguments, clientStatuses, M2mClient, Scopes } from '../wire.ts';

export const updateM2mClient = operation({
  id: 'm2m.clients.update',
  method: 'PUT',
  path: '/v1/m2m/clients/:client_id',
  caller: 'project',
  tag: 'M2M',
  summary: 'Change what is given of a client, or deactivate it',
  params: ClientParams,
  body: Type.Object({
    ...clientArguments,
    status: Type.Optional(withError('invalid_m2m_client_status', OneOf(clientStatuses))),
    scopes: Type.Optional(Scopes),
  }),
  response: { m2m_client: M2mClient },
  async handler({ environment, services }, { params, body }) {
    const client = await services.m2m.update(environment, params.client_id, body);
    return { m2m_client: presentClient(client) };
  },
});
