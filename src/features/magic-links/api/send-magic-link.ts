import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { EmailArgument, mailArguments } from './arguments.ts';

export const sendMagicLink = operation({
  id: 'magic_links.email.send',
  method: 'POST',
  path: '/v1/magic_links/email/send',
  caller: 'project',
  tag: 'Magic links',
  summary: 'Mail a login link to an existing user, or add an address to a user',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    ...mailArguments,
    user_id: Type.Optional(Type.String()),
    session_token: Type.Optional(Type.String()),
    session_jwt: Type.Optional(Type.String()),
  }),
  response: { user_id: Type.String(), email_id: Type.String() },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) return { user_id: sandbox.user_id, email_id: sandbox.email_id };
    const { user, email } = await services.magicLinks.send(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      email_id: factorWireId(environment.kind, email),
    };
  },
});
