import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { EmailArgument, ExpirationMinutes, Locale } from '../../magic-links/api/arguments.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { Attributes } from '../../users/wire.ts';

export const startEmailReset = operation({
  id: 'passwords.email.reset_start',
  method: 'POST',
  path: '/v1/passwords/email/reset/start',
  caller: 'project',
  tag: 'Passwords',
  summary: 'Mail a link to set a new password, and one to log in without',
  confirms: true,
  body: Type.Object({
    email: EmailArgument(),
    reset_password_redirect_url: Type.Optional(Type.String()),
    reset_password_expiration_minutes: Type.Optional(ExpirationMinutes()),
    code_challenge: Type.Optional(Type.String({ description: 'S256 (RFC 7636 section 4.2).' })),
    attributes: Type.Optional(Attributes),
    login_redirect_url: Type.Optional(Type.String()),
    locale: Type.Optional(Locale()),
    reset_password_template_id: Type.Optional(Type.String()),
  }),
  response: { user_id: Type.String(), email_id: Type.String() },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) return { user_id: sandbox.user_id, email_id: sandbox.email_id };
    const { user, email } = await services.passwords.startEmailReset(environment, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      email_id: factorWireId(environment.kind, email),
    };
  },
});
