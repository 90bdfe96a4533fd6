import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { withError } from '../../wire-schema.ts';
import { presentClient } from '../m2m-client.ts';
import { clientArguments, M2mClientWithSecret, Scopes } from '../wire.ts';

export const createM2mClient = operation({
  id: 'm2m.clients.create',
  method: 'POST',
  path: '/v1/m2m/clients',
  caller: 'project',
  tag: 'M2M',
  summary: 'Create a client that acts for no user',
  body: Type.Object({
    scopes: Scopes,
    client_id: Type.Optional(withError('m2m_client_invalid_client_id', Type.String())),
    client_secret: Type.Optional(
      withError(
        'm2m_client_invalid_client_secret',
        Type.String({ description: 'Of a client that is moved here; else one is generated.' }),
      ),
    ),
    ...clientArguments,
  }),
  response: { m2m_client: M2mClientWithSecret },
  async handler({ environment, services }, { body }) {
    const { client, secret } = await services.m2m.create(environment, body);
    return { m2m_client: { ...presentClient(client), client_secret: secret } };
  },
});
