import type { MessageTable } from '../../platform/db/schema.ts';
import { wireId } from '../../platform/ids.ts';
import type { OutboundMessage } from '../../platform/messaging/provider.ts';
import { type MessageContent, renderMessage } from './message-content.ts';

/** What a provider gets of a stored message. */
export function outboundMessage(row: MessageTable, content: MessageContent): OutboundMessage {
  const { sender } = content;
  return {
    id: row.id,
    channel: row.channel,
    kind: row.kind,
    to: content.recipient,
    locale: content.locale,
    projectId: wireId('project', content.environment, row.environment_id),
    code: content.code ?? '',
    link: content.link ?? '',
    from: { name: sender.name, address: sender.address },
    ...(sender.replyTo !== undefined && {
      replyTo: { name: sender.replyToName ?? '', address: sender.replyTo },
    }),
    expiresAt: row.expires_at ?? row.created_at,
    ...renderMessage(content),
  };
}
