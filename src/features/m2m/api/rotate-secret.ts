import { type Operation, operation } from '../../../http/operation.ts';
import { presentClient } from '../m2m-client.ts';
import { ClientParams, M2mClient, M2mClientWithNextSecret } from '../wire.ts';

const path = '/v1/m2m/clients/:client_id/secrets/rotate';
const shared = { method: 'POST', caller: 'project', tag: 'M2M', params: ClientParams } as const;

const startRotation = operation({
  ...shared,
  id: 'm2m.clients.secrets.rotate_start',
  path: `${path}/start`,
  summary: 'Give a client a second secret beside its own',
  response: { m2m_client: M2mClientWithNextSecret },
  async handler({ environment, services }, { params }) {
    const { client, nextSecret } = await services.m2m.startRotation(environment, params.client_id);
    return { m2m_client: { ...presentClient(client), next_client_secret: nextSecret } };
  },
});

const cancelRotation = operation({
  ...shared,
  id: 'm2m.clients.secrets.rotate_cancel',
  path: `${path}/cancel`,
  summary: 'Drop the second secret of a client',
  response: { m2m_client: M2mClient },
  async handler({ environment, services }, { params }) {
    const client = await services.m2m.cancelRotation(environment, params.client_id);
    return { m2m_client: presentClient(client) };
  },
});

const finishRotation = operation({
  ...shared,
  id: 'm2m.clients.secrets.rotate',
  path,
  summary: 'Make the second secret of a client its only one',
  response: { m2m_client: M2mClient },
  async handler({ environment, services }, { params }) {
    const client = await services.m2m.finishRotation(environment, params.client_id);
    return { m2m_client: presentClient(client) };
  },
});

export const m2mSecretOperations: readonly Operation[] = [
  startRotation,
  cancelRotation,
  finishRotation,
];
