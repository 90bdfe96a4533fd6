import { createHmac } from 'node:crypto';
import { type Clock, SECOND, toTimestamp } from '../clock.ts';
import type { Outgoing, OutgoingResponse } from '../http/outgoing.ts';
import { jsonObject, post } from './http-post.ts';
import {
  type Channel,
  type DeliveryFailure,
  type DeliveryProvider,
  deliveryError,
  type OutboundMessage,
} from './provider.ts';

export interface WebhookOptions {
  url: string;
  secret: string;
  clock: Clock;
  outgoing: Outgoing;
}

/**
 * `t=<seconds since 1970>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`. The time is signed too, so that
 * a receiver can refuse a request that somebody recorded.
 */
export function webhookSignature(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** The body, member by member as docs/messaging.md lists it. */
const bodyOf = (message: OutboundMessage): string =>
  JSON.stringify({
    message_id: message.id,
    project_id: message.projectId,
    channel: message.channel,
    kind: message.kind,
    to: message.to,
    locale: message.locale,
    from: message.from,
    ...(message.replyTo && { reply_to: message.replyTo }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    code: message.code,
    link: message.link,
    expires_at: toTimestamp(message.expiresAt),
  });

const KINDS = ['temporary', 'permanent', 'bad-recipient'] as const;
/** A failure that is told of a recipient who wants or takes nothing more. */
const SUPPRESSED = 'unsubscribed';

/** The receiver may say more than its status does: `{"failure": "bad-recipient"}`. */
function webhookFailure(
  { status, body }: OutgoingResponse,
  channel: Channel,
): DeliveryFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const { failure } = jsonObject(body);
  const reason = `webhook: answered ${status}`;
  if (failure === SUPPRESSED) return { kind: 'bad-recipient', suppress: true, reason };
  const said = KINDS.find((kind) => kind === failure);
  // Of the others only 400 and 422 are about the message; 401 or 404 is a mistake in the set-up.
  const kind = said ?? (status === 400 || status === 422 ? 'permanent' : 'temporary');
  // A mailbox that takes no mail at all is a bounce; a number may still take calls tomorrow.
  const suppress = channel === 'email' && kind === 'bad-recipient';
  return { kind, ...(suppress && { suppress }), reason };
}

/** Any channel by a program of the operator's own. */
export function createWebhook({ url, secret, clock, outgoing }: WebhookOptions): DeliveryProvider {
  return {
    name: 'webhook',
    async send(message) {
      const body = bodyOf(message);
      const headers = {
        'content-type': 'application/json',
        'selvage-message-id': message.id,
        'selvage-signature': webhookSignature(secret, Math.floor(clock.now() / SECOND), body),
      };
      const failure = webhookFailure(
        await post(outgoing, 'webhook', url, headers, body),
        message.channel,
      );
      if (failure) throw deliveryError(failure.kind, failure.reason, failure.suppress);
    },
    close: async () => {},
  };
}
