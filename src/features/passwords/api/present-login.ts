import { Type } from 'typebox';
import type { Environment } from '../../projects/environment.ts';
import type { SessionAnswer } from '../../sessions/sessions.service.ts';
import { sessionResponse } from '../../sessions/wire.ts';
import { presentUser } from '../../users/present-user.ts';
import type { UserRecord } from '../../users/user-record.ts';
import { User } from '../../users/wire.ts';

/** What every operation that logs in by password answers. */
export const loginResponse = { user_id: Type.String(), user: User, ...sessionResponse };

/** The sandbox has no record of its user. */
export function presentLogin(
  environment: Environment,
  login: Omit<SessionAnswer, 'user_device'> & { user: UserRecord | User },
) {
  const { session, session_token, session_jwt } = login;
  const user =
    'user_id' in login.user
      ? login.user
      : presentUser(environment.kind, login.user, environment.now());
  return { user_id: user.user_id, user, session, session_token, session_jwt, user_device: null };
}
