import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { withError } from '../../wire-schema.ts';
import { Session } from '../wire.ts';

/** Reference: behaviour-core 2.1. */
export const getSessions = operation({
  id: 'sessions.get',
  method: 'GET',
  path: '/v1/sessions',
  caller: 'project',
  summary: 'List the active sessions of a user, oldest first',
  tag: 'Sessions',
  // Finding the user confirms it.
  confirms: true,
  query: Type.Object({
    user_id: withError('invalid_user_id', Type.String({ description: 'Or the external id.' })),
  }),
  response: { sessions: Type.Array(Session) },
  async handler({ environment, services }, { query }) {
    const user = await services.users.get(environment, query.user_id);
    return { sessions: await services.sessions.list(environment, user) };
  },
});
