import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { Attributes, Name } from '../../users/wire.ts';
import { OpenObject, withTypeError } from '../../wire-schema.ts';
import { EmailArgument, ExpirationMinutes, Locale } from './arguments.ts';

export const inviteByMagicLink = operation({
  id: 'magic_links.email.invite',
  method: 'POST',
  path: '/v1/magic_links/email/invite',
  caller: 'project',
  tag: 'Magic links',
  summary: 'Invite an address: a pending user and a mail',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    invite_template_id: Type.Optional(Type.String()),
    attributes: Type.Optional(Attributes),
    name: Type.Optional(Name),
    invite_magic_link_url: Type.Optional(Type.String()),
    invite_expiration_minutes: Type.Optional(ExpirationMinutes()),
    locale: Type.Optional(Locale()),
    trusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
    untrusted_metadata: Type.Optional(withTypeError('metadata_invalid_format', OpenObject())),
  }),
  response: { user_id: Type.String(), email_id: Type.String() },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) return { user_id: sandbox.user_id, email_id: sandbox.email_id };
    const { user, email } = await services.magicLinks.invite(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      email_id: factorWireId(environment.kind, email),
    };
  },
});
