import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionResponse } from '../../sessions/wire.ts';
import { presentUser, userWireId } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';

const { session, session_token, session_jwt } = sessionResponse;

/** Reference: behaviour-platform 12. */
export const authenticateImpersonation = operation({
  id: 'impersonation.authenticate',
  method: 'POST',
  path: '/v1/impersonation/authenticate',
  caller: 'project',
  tag: 'Impersonation',
  summary: 'Log in as a user by the token of an operator, for an hour',
  body: Type.Object({
    impersonation_token: withError(
      'unable_to_auth_impersonation_token',
      Type.String({ description: 'Good once, for five minutes.' }),
    ),
  }),
  response: { user_id: Type.String(), user: User, session, session_token, session_jwt },
  async handler({ environment, services }, { body }) {
    const {
      user,
      user_device: _,
      ...answer
    } = await services.impersonation.authenticate(environment, body.impersonation_token);
    return {
      user_id: userWireId(environment.kind, user.id),
      user: presentUser(environment.kind, user, environment.now()),
      ...answer,
    };
  },
});
