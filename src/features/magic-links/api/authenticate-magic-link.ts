import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments, sessionResponse } from '../../sessions/wire.ts';
import { presentUser } from '../../users/present-user.ts';
import { Attributes, User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';

export const authenticateMagicLink = operation({
  id: 'magic_links.authenticate',
  method: 'POST',
  path: '/v1/magic_links/authenticate',
  caller: 'project',
  tag: 'Magic links',
  summary: 'Use up a link of any kind: log its user in',
  confirms: true,
  body: Type.Object({
    token: withError('invalid_token', Type.String()),
    attributes: Type.Optional(Attributes),
    options: Type.Optional(
      Type.Object({
        ip_match_required: Type.Optional(Type.Boolean()),
        user_agent_match_required: Type.Optional(Type.Boolean()),
      }),
    ),
    ...sessionArguments,
    code_verifier: Type.Optional(Type.String()),
  }),
  response: {
    user_id: Type.String(),
    method_id: Type.String({ description: 'The email_id, or the id of an embeddable link.' }),
    user: User,
    reset_sessions: Type.Boolean(),
    ...sessionResponse,
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.magicLink(environment, body.token, body);
    const {
      user: found,
      methodId,
      resetSessions,
      ...session
    } = sandbox ?? (await services.magicLinks.authenticate(environment, body));
    const user =
      'user_id' in found ? found : presentUser(environment.kind, found, environment.now());
    return {
      user_id: user.user_id,
      method_id: methodId,
      user,
      reset_sessions: resetSessions,
      ...session,
    };
  },
});
