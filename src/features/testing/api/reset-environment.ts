import { operation } from '../../../http/operation.ts';

export const resetEnvironment = operation({
  id: 'testing.reset',
  method: 'POST',
  path: '/selvage/v1/reset',
  caller: 'test-project',
  tag: 'Testing',
  summary: 'Drop users, sessions and messages of this TEST environment; settings and keys stay',
  response: {},
  async handler({ environment, services }) {
    await services.testing.reset(environment);
    return {};
  },
});
