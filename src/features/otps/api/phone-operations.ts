import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { phoneContact } from '../../users/contact.ts';
import { factorWireId, userWireId } from '../../users/present-user.ts';
import { withError } from '../../wire-schema.ts';
import { sendArguments, userChoiceArguments } from './arguments.ts';

const PhoneNumber = () => withError('invalid_phone_number', Type.String({ description: 'E.164' }));

/** SMS and WhatsApp differ in their channel only. */
function phoneOperations(channel: 'sms' | 'whatsapp', name: string): Operation[] {
  const send = operation({
    id: `otps.${channel}.send`,
    method: 'POST',
    path: `/v1/otps/${channel}/send`,
    caller: 'project',
    tag: 'One-time passcodes',
    summary: `Send a passcode by ${name} to an existing user, or add a number to a user`,
    confirms: true,
    body: Type.Object({ phone_number: PhoneNumber(), ...sendArguments, ...userChoiceArguments }),
    response: { user_id: Type.String(), phone_id: Type.String() },
    async handler({ environment, services }, { body }) {
      const sandbox = await services.sandbox.user(environment, body);
      if (sandbox) return { user_id: sandbox.user_id, phone_id: sandbox.phone_id };
      const contact = phoneContact(body.phone_number);
      const { user, factor } = await services.otps.send(environment, channel, contact, body);
      return {
        user_id: userWireId(environment.kind, user.id),
        phone_id: factorWireId(environment.kind, factor),
      };
    },
  });

  const loginOrCreate = operation({
    id: `otps.${channel}.login_or_create`,
    method: 'POST',
    path: `/v1/otps/${channel}/login_or_create`,
    caller: 'project',
    tag: 'One-time passcodes',
    summary: `Send a passcode by ${name} to a number, creating its user where there is none`,
    confirms: true,
    body: Type.Object({
      phone_number: PhoneNumber(),
      ...sendArguments,
      create_user_as_pending: Type.Optional(Type.Boolean()),
    }),
    response: { user_id: Type.String(), phone_id: Type.String(), user_created: Type.Boolean() },
    async handler({ environment, services }, { body }) {
      const sandbox = await services.sandbox.user(environment, body);
      if (sandbox) {
        return { user_id: sandbox.user_id, phone_id: sandbox.phone_id, user_created: false };
      }
      const contact = phoneContact(body.phone_number);
      const sent = await services.otps.loginOrCreate(environment, channel, contact, body);
      return {
        user_id: userWireId(environment.kind, sent.user.id),
        phone_id: factorWireId(environment.kind, sent.factor),
        user_created: sent.created,
      };
    },
  });
  return [send, loginOrCreate];
}

export const phoneOtpOperations: readonly Operation[] = [
  ...phoneOperations('sms', 'SMS'),
  ...phoneOperations('whatsapp', 'WhatsApp'),
];
