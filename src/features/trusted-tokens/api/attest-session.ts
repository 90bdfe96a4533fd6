import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments, sessionResponse } from '../../sessions/wire.ts';
import { presentUser, userWireId } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';

/** Reference: behaviour-platform 11. */
export const attestSession = operation({
  id: 'sessions.attest',
  method: 'POST',
  path: '/v1/sessions/attest',
  caller: 'project',
  confirms: true,
  summary: 'Log in by a token of a system that a trusted auth token profile describes',
  tag: 'Sessions',
  body: Type.Object({
    profile_id: Type.String(),
    token: Type.String({ description: 'JWT with an asymmetric signature.' }),
    ...sessionArguments,
  }),
  response: { user_id: Type.String(), user: User, ...sessionResponse },
  async handler({ environment, services }, { body }) {
    const { user, ...session } = await services.trustedTokens.attest(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      user: presentUser(environment.kind, user, environment.now()),
      ...session,
    };
  },
});
