import type { Outgoing } from '../http/outgoing.ts';
import { post } from './http-post.ts';
import { type DeliveryProvider, deliveryError, type OutboundMessage } from './provider.ts';
import { twilioFailure } from './twilio-failure.ts';

export interface TwilioOptions {
  accountSid: string;
  authToken: string;
  /** Without a trailing slash. */
  baseUrl: string;
  /** A number or alphanumeric sender; one of this and `messagingServiceSid` for SMS. */
  from?: string | undefined;
  messagingServiceSid?: string | undefined;
  /** E.164; else the messaging service sends WhatsApp messages too. */
  whatsappFrom?: string | undefined;
  /** An approved authentication template whose variable 1 is the code. */
  whatsappContentSid?: string | undefined;
  outgoing: Outgoing;
}

const address = (number: string): string =>
  number.startsWith('whatsapp:') ? number : `whatsapp:${number}`;

/** Form fields of Twilio's Messages API, spelled as in its reference. */
export function twilioFields(
  options: Omit<TwilioOptions, 'outgoing'>,
  message: Pick<OutboundMessage, 'channel' | 'to' | 'text' | 'code'>,
): Record<string, string> {
  const { from, messagingServiceSid, whatsappFrom, whatsappContentSid } = options;
  const whatsapp = message.channel === 'whatsapp';
  const sender = whatsapp ? whatsappFrom && address(whatsappFrom) : from;
  const by =
    sender !== undefined
      ? { From: sender }
      : { MessagingServiceSid: String(messagingServiceSid ?? '') };
  if (!whatsapp) return { To: message.to, ...by, Body: message.text };
  const To = address(message.to);
  if (whatsappContentSid === undefined) return { To, ...by, Body: message.text };
  const ContentVariables = JSON.stringify({ 1: message.code });
  return { To, ...by, ContentSid: whatsappContentSid, ContentVariables };
}

/** SMS and WhatsApp by Twilio's Messages API. */
export function createTwilio(options: TwilioOptions): DeliveryProvider {
  const { accountSid, authToken, baseUrl, outgoing } = options;
  const url = `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const headers = {
    authorization,
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  return {
    name: 'twilio',
    async send(message) {
      const body = new URLSearchParams(twilioFields(options, message)).toString();
      const answer = await post(outgoing, 'twilio', url, headers, body);
      const failure = twilioFailure(answer);
      if (failure) throw deliveryError(failure.kind, failure.reason, failure.suppress);
    },
    close: async () => {},
  };
}
