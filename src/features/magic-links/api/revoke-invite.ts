import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument } from './arguments.ts';

export const revokeInvite = operation({
  id: 'magic_links.email.revoke_invite',
  method: 'POST',
  path: '/v1/magic_links/email/revoke_invite',
  caller: 'project',
  tag: 'Magic links',
  summary: 'End the outstanding invitations of an address',
  confirms: true,
  body: Type.Object({ email: EmailArgument() }),
  response: {},
  async handler({ environment, services }, { body }) {
    if (!(await services.sandbox.user(environment, body))) {
      await services.magicLinks.revokeInvite(environment, body.email);
    }
    return {};
  },
});
