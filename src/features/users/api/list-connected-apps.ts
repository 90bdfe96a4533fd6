import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { clientWireId } from '../../connected-apps/present-client.ts';
import { named } from '../../wire-schema.ts';

const UserConnectedApp = named(
  'UserConnectedApp',
  Type.Object({
    connected_app_id: Type.String(),
    name: Type.String(),
    description: Type.String(),
    client_type: Type.String(),
    scopes_granted: Type.String({ description: 'Space separated.' }),
    logo_url: Type.Optional(Type.String()),
  }),
);

export const listConnectedApps = operation({
  id: 'users.connected_apps',
  method: 'GET',
  path: '/v1/users/:user_id/connected_apps',
  caller: 'project',
  tag: 'Users',
  summary: 'The Connected Apps a user has granted access to',
  confirms: true,
  params: Type.Object({ user_id: Type.String() }),
  response: { connected_apps: Type.Array(UserConnectedApp) },
  async handler({ environment, services }, { params }) {
    const granted = await services.connectedApps.consents.list(environment, params.user_id);
    return {
      connected_apps: granted.map(({ client, scopes }) => ({
        connected_app_id: clientWireId(environment.kind, client),
        name: client.name,
        description: client.description,
        client_type: client.type,
        scopes_granted: scopes,
        ...(client.logoUrl !== '' && { logo_url: client.logoUrl }),
      })),
    };
  },
});
