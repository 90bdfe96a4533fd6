import type { Sender } from '../messages/message-content.ts';
import type { SenderInformation } from './email-template.ts';

/** The sender of the environment with what the template says of it; both are at one domain. */
export function templateSender(sender: Sender, own: SenderInformation): Sender {
  const at = sender.address.lastIndexOf('@');
  const domain = own.from_domain ?? sender.address.slice(at + 1);
  const local = own.from_local_part ?? sender.address.slice(0, at);
  return {
    name: own.from_name ?? sender.name,
    address: `${local}@${domain}`,
    ...(sender.replyTo !== undefined && { replyTo: sender.replyTo }),
    ...(own.reply_to_local_part !== undefined && {
      replyTo: `${own.reply_to_local_part}@${domain}`,
    }),
    ...(own.reply_to_name !== undefined && { replyToName: own.reply_to_name }),
  };
}
