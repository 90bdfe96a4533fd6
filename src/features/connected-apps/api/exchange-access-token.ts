import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { Session, sessionResponse, startSessionArguments } from '../../sessions/wire.ts';
import { presentUser, userWireId } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';

/** Reference: behaviour-platform 8. */
export const exchangeAccessToken = operation({
  id: 'sessions.exchange_access_token',
  method: 'POST',
  path: '/v1/sessions/exchange_access_token',
  caller: 'project',
  tag: 'Sessions',
  summary: "Get into the session that authorized an app by the app's full-access token, once",
  confirms: true,
  body: Type.Object({ access_token: Type.String(), ...startSessionArguments }),
  response: {
    user_id: Type.String(),
    user: User,
    session: Type.Optional(Session),
    session_token: sessionResponse.session_token,
    session_jwt: sessionResponse.session_jwt,
    user_device: sessionResponse.user_device,
  },
  async handler({ environment, services }, { body }) {
    const { access_token, ...options } = body;
    const exchanged = await services.connectedApps.exchange(environment, access_token, options);
    const { user, session, session_token, session_jwt, user_device } = exchanged;
    return {
      user_id: userWireId(environment.kind, user.id),
      user: presentUser(environment.kind, user, environment.now()),
      ...(body.session_duration_minutes !== undefined && session && { session }),
      session_token,
      session_jwt,
      user_device,
    };
  },
});
