import { operation } from '../../../http/operation.ts';

export const deleteMessages = operation({
  id: 'messages.delete',
  method: 'DELETE',
  path: '/selvage/v1/messages',
  caller: 'test-project',
  tag: 'Testing',
  summary: 'Empty the inbox of this TEST environment',
  response: {},
  async handler({ environment, services }) {
    await services.messages.clearInbox(environment);
    return {};
  },
});
