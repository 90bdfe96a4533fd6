import { Type } from 'typebox';
import type { Environment } from '../../projects/environment.ts';
import { sessionResponse } from '../../sessions/wire.ts';
import { presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';
import type { TotpLogin } from '../input.ts';

export const UserId = () =>
  withError('invalid_user_id', Type.String({ description: 'Our id or your external_id.' }));

/** What both ways to authenticate answer. */
export const loginResponse = {
  user_id: Type.String(),
  totp_id: Type.String(),
  user: User,
  ...sessionResponse,
};

export function presentLogin(environment: Environment, login: TotpLogin) {
  const { user: record, totpId, session, session_token, session_jwt, user_device } = login;
  const user = presentUser(environment.kind, record, environment.now());
  return {
    user_id: user.user_id,
    totp_id: totpId,
    user,
    session,
    session_token,
    session_jwt,
    user_device,
  };
}
