import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { Nullable } from '../../wire-schema.ts';
import { presentClient } from '../present-client.ts';
import { ConnectedApp } from '../wire.ts';

export const searchConnectedApps = operation({
  id: 'connected_apps.clients.search',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/connected_apps/clients/search',
  caller: 'project',
  tag: 'Connected Apps',
  summary: 'List Connected Apps, page by page in the order of creation',
  body: Type.Object({
    cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  }),
  response: {
    connected_apps: Type.Array(ConnectedApp),
    results_metadata: Type.Object({
      total: Type.Integer(),
      next_cursor: Nullable(Type.String({ description: 'Null on the last page.' })),
    }),
  },
  async handler({ environment, services }, { body }) {
    const page = await services.connectedApps.clients.search(environment, body);
    return {
      connected_apps: page.clients.map((client) => presentClient(environment.kind, client)),
      results_metadata: { total: page.total, next_cursor: page.nextCursor },
    };
  },
});
