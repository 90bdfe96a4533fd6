import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { emailContact } from '../../users/contact.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { withError } from '../../wire-schema.ts';
import { sendArguments, templateArguments } from './arguments.ts';

export const loginOrCreateByEmailOtp = operation({
  id: 'otps.email.login_or_create',
  method: 'POST',
  path: '/v1/otps/email/login_or_create',
  caller: 'project',
  tag: 'One-time passcodes',
  summary: 'Mail a passcode to an address, creating its user where there is none',
  confirms: true,
  body: Type.Object({
    email: withError('invalid_email', Type.String()),
    ...sendArguments,
    ...templateArguments,
    create_user_as_pending: Type.Optional(Type.Boolean()),
  }),
  response: { user_id: Type.String(), email_id: Type.String(), user_created: Type.Boolean() },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) {
      return { user_id: sandbox.user_id, email_id: sandbox.email_id, user_created: false };
    }
    const contact = emailContact(body.email);
    const sent = await services.otps.loginOrCreate(environment, 'email', contact, body);
    return {
      user_id: userWireId(environment.kind, sent.user.id),
      email_id: factorWireId(environment.kind, sent.factor),
      user_created: sent.created,
    };
  },
});
