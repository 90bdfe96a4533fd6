import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { Nullable, named, OneOf, OpenObject } from '../../wire-schema.ts';
import { presentClient } from '../m2m-client.ts';
import { M2mClient } from '../wire.ts';

const Query = named(
  'M2MSearchQuery',
  Type.Object({
    operator: OneOf(['OR', 'AND']),
    operands: Type.Optional(
      Type.Array(OpenObject(), {
        description: 'Objects of filter_name and filter_value; none matches every client.',
      }),
    ),
  }),
);

export const searchM2mClients = operation({
  id: 'm2m.clients.search',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/m2m/clients/search',
  caller: 'project',
  tag: 'M2M',
  summary: 'Search clients, page by page in the order of creation',
  body: Type.Object({
    cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    query: Type.Optional(Query),
  }),
  response: {
    m2m_clients: Type.Array(M2mClient),
    results_metadata: Type.Object({
      total: Type.Integer({ description: 'All matches at the time of the first page.' }),
      next_cursor: Nullable(Type.String({ description: 'Null on the last page.' })),
    }),
  },
  async handler({ environment, services }, { body }) {
    const { clients, total, nextCursor } = await services.m2m.search(environment, body);
    return {
      m2m_clients: clients.map(presentClient),
      results_metadata: { total, next_cursor: nextCursor },
    };
  },
});
