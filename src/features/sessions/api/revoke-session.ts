import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionSelector } from '../wire.ts';

/** Reference: behaviour-core 2.3. */
export const revokeSession = operation({
  id: 'sessions.revoke',
  method: 'POST',
  path: '/v1/sessions/revoke',
  caller: 'project',
  summary: 'End a session at once; JWTs already handed out verify locally until they expire',
  tag: 'Sessions',
  body: Type.Object({ session_id: Type.Optional(Type.String()), ...sessionSelector }),
  response: {},
  async handler({ environment, services }, { body }) {
    await services.sessions.revoke(environment, body);
    return {};
  },
});
