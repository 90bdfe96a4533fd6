import { classifySmtpError, type MailTransport } from '../mail/smtp.ts';
import { type DeliveryProvider, deliveryError } from './provider.ts';

/** Mail by SMTP. */
export function createMail(transport: MailTransport): DeliveryProvider {
  return {
    name: 'smtp',
    async send(message) {
      const { from, replyTo, to, subject, html, text, id } = message;
      try {
        await transport.send({
          from,
          ...(replyTo && { replyTo }),
          to,
          subject,
          html,
          text,
          messageId: id,
        });
      } catch (error) {
        const { kind, reason, dead = false } = classifySmtpError(error);
        throw deliveryError(kind, reason, dead);
      }
    },
    close: () => transport.close(),
  };
}
