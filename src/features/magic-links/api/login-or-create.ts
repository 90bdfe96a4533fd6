import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { EmailArgument, mailArguments } from './arguments.ts';

export const loginOrCreateByMagicLink = operation({
  id: 'magic_links.email.login_or_create',
  method: 'POST',
  path: '/v1/magic_links/email/login_or_create',
  caller: 'project',
  tag: 'Magic links',
  summary: 'Mail a link to an address, creating its user where there is none',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    ...mailArguments,
    create_user_as_pending: Type.Optional(Type.Boolean()),
  }),
  response: { user_id: Type.String(), email_id: Type.String(), user_created: Type.Boolean() },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) {
      return { user_id: sandbox.user_id, email_id: sandbox.email_id, user_created: false };
    }
    const { user, email, created } = await services.magicLinks.loginOrCreate(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      email_id: factorWireId(environment.kind, email),
      user_created: created,
    };
  },
});
