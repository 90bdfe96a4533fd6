import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { named } from '../../wire-schema.ts';
import { Session, sessionOptions, sessionResponse, sessionSelector } from '../wire.ts';

const AuthorizationCheck = named(
  'AuthorizationCheck',
  Type.Object({ resource_id: Type.String(), action: Type.String() }),
);

const AuthorizationVerdict = named(
  'AuthorizationVerdict',
  Type.Object({ authorized: Type.Boolean(), granting_roles: Type.Array(Type.String()) }),
);

/** Reference: behaviour-core 2.2. */
export const authenticateSession = operation({
  id: 'sessions.authenticate',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/sessions/authenticate',
  caller: 'project',
  summary: 'Check a session by token or JWT, extend it on demand, and get a fresh JWT',
  tag: 'Sessions',
  confirms: true,
  body: Type.Object({
    ...sessionSelector,
    ...sessionOptions,
    authorization_check: Type.Optional(AuthorizationCheck),
  }),
  response: {
    session: Session,
    session_token: sessionResponse.session_token,
    session_jwt: sessionResponse.session_jwt,
    user: User,
    verdict: Type.Optional(AuthorizationVerdict),
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.session(environment, body);
    if (sandbox) return sandbox;
    // Member by member: this is the hottest operation, and spreading costs it a hundredth each.
    const live = await services.sessions.authenticate(environment, body, {
      session_duration_minutes: body.session_duration_minutes,
      session_custom_claims: body.session_custom_claims,
      check: body.authorization_check,
    });
    const answer = {
      session: live.session,
      session_token: live.session_token,
      session_jwt: live.session_jwt,
      user: presentUser(environment.kind, live.user, environment.now()),
    };
    return live.verdict
      ? { ...answer, verdict: { authorized: true, granting_roles: live.verdict } }
      : answer;
  },
});
