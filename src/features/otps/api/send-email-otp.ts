import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { emailContact } from '../../users/contact.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { withError } from '../../wire-schema.ts';
import { sendArguments, templateArguments, userChoiceArguments } from './arguments.ts';

export const sendEmailOtp = operation({
  id: 'otps.email.send',
  method: 'POST',
  path: '/v1/otps/email/send',
  caller: 'project',
  tag: 'One-time passcodes',
  summary: 'Mail a passcode to an existing user, or add an address to a user',
  confirms: true,
  body: Type.Object({
    email: withError('invalid_email', Type.String()),
    ...sendArguments,
    ...templateArguments,
    ...userChoiceArguments,
  }),
  response: { user_id: Type.String(), email_id: Type.String() },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.user(environment, body);
    if (sandbox) return { user_id: sandbox.user_id, email_id: sandbox.email_id };
    const contact = emailContact(body.email);
    const { user, factor } = await services.otps.send(environment, 'email', contact, body);
    return {
      user_id: userWireId(environment.kind, user.id),
      email_id: factorWireId(environment.kind, factor),
    };
  },
});
