import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentUser, userWireId } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';
import { sessionResponse, startSessionArguments } from '../wire.ts';

/** Reference: behaviour-core 2.11. */
export const migrateSession = operation({
  id: 'sessions.migrate',
  method: 'POST',
  path: '/v1/sessions/migrate',
  caller: 'project',
  summary:
    "Start a session for the user whom the UserInfo endpoint names for another system's token",
  tag: 'Sessions',
  body: Type.Object({
    session_token: withError(
      'invalid_session_token',
      Type.String({ description: 'Bearer token for the UserInfo endpoint.' }),
    ),
    ...startSessionArguments,
  }),
  response: { user_id: Type.String(), user: User, ...sessionResponse },
  async handler({ environment, services }, { body }) {
    const { user, ...session } = await services.sessionMigration.migrate(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      user: presentUser(environment.kind, user, environment.now()),
      ...session,
    };
  },
});
