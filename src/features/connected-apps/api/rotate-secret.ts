import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentClient, presentRotatingClient } from '../present-client.ts';
import { ConnectedApp, ConnectedAppWithNextClientSecret, clientParams } from '../wire.ts';

const common = { method: 'POST', caller: 'project', tag: 'Connected Apps' } as const;
const PATH = '/v1/connected_apps/clients/:client_id/secrets/rotate';

/** The three steps of replacing a secret (behaviour-platform 1.3 and 2.1). */
const startRotation = operation({
  ...common,
  id: 'connected_apps.clients.secrets.rotate_start',
  path: `${PATH}/start`,
  summary: 'Make the next secret, valid beside the old one and told only now',
  params: clientParams,
  body: Type.Object({}),
  response: { connected_app: ConnectedAppWithNextClientSecret },
  async handler({ environment, services }, { params }) {
    const { clients } = services.connectedApps;
    const { client, nextSecret } = await clients.startRotation(environment, params.client_id);
    return { connected_app: presentRotatingClient(environment.kind, client, nextSecret) };
  },
});

const cancelRotation = operation({
  ...common,
  id: 'connected_apps.clients.secrets.rotate_cancel',
  path: `${PATH}/cancel`,
  summary: 'Drop the next secret',
  params: clientParams,
  body: Type.Object({}),
  response: { connected_app: ConnectedApp },
  async handler({ environment, services }, { params }) {
    const { clients } = services.connectedApps;
    const client = await clients.cancelRotation(environment, params.client_id);
    return { connected_app: presentClient(environment.kind, client) };
  },
});

const completeRotation = operation({
  ...common,
  id: 'connected_apps.clients.secrets.rotate',
  path: PATH,
  summary: 'Put the next secret in place of the old one, which dies at once',
  params: clientParams,
  body: Type.Object({}),
  response: { connected_app: ConnectedApp },
  async handler({ environment, services }, { params }) {
    const client = await services.connectedApps.clients.rotate(environment, params.client_id);
    return { connected_app: presentClient(environment.kind, client) };
  },
});

export const secretRotationOperations = [startRotation, cancelRotation, completeRotation];
