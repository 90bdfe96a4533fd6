import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { ClientParams } from '../wire.ts';

export const deleteM2mClient = operation({
  id: 'm2m.clients.delete',
  method: 'DELETE',
  path: '/v1/m2m/clients/:client_id',
  caller: 'project',
  tag: 'M2M',
  summary: 'Delete a client; its tokens stay good until they expire',
  params: ClientParams,
  response: { client_id: Type.String() },
  async handler({ environment, services }, { params }) {
    await services.m2m.delete(environment, params.client_id);
    return { client_id: params.client_id };
  },
});
