import { type Clock, MINUTE, toTimestamp } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import { deleteSurplus } from '../../platform/db/delete-surplus.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import { orderedId, wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { chooseTemplate } from '../email-templates/choose-template.ts';
import type { EmailTemplates } from '../email-templates/email-templates.service.ts';
import { templateSender } from '../email-templates/template-sender.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './message.store.ts';
import {
  type Channel,
  type MessageContent,
  type NewMessage,
  renderMessage,
  type Sender,
} from './message-content.ts';
import * as suppressions from './suppression.store.ts';

/** A message as the inbox shows it. */
export interface InboxMessage {
  message_id: string;
  channel: MessageTable['channel'];
  to: string;
  kind: string;
  subject: string;
  text: string;
  html: string;
  created_at: string;
  link: string;
  token: string;
  code: string;
}

export interface Messages {
  isDeliverable(environment: Environment, channel: Channel): boolean;
  /** Throws where this environment has no way to deliver over the channel. */
  assertDeliverable(environment: Environment, channel: Channel): void;
  /**
   * Queues a message in the transaction of what it is about: accepted together or not at all.
   * The caller nudges after the commit.
   */
  queue(tx: Executor, environment: Environment, message: NewMessage): Promise<void>;
  /** Tells the outbox of this process that something is due. */
  nudge(): void;
  inbox(environment: Environment, filter: store.MessageFilter): Promise<InboxMessage[]>;
  /** Drops the messages, and whom nothing is sent to. */
  clear(executor: Executor, environment: Environment): Promise<void>;
  /** All messages but a few, in many transactions. */
  deleteSurplus(environment: Environment): Promise<void>;
  /** Puts every stored message under the newest master key. */
  reseal(): Promise<number>;
  clearInbox(environment: Environment): Promise<void>;
}

export interface MessagesOptions {
  database: Database;
  vault: Vault;
  clock: Clock;
  emailTemplates: Pick<EmailTemplates, 'contentOf'>;
  /** Whether a provider of the channel is configured. */
  canDeliver: (channel: Channel) => boolean;
  sender: { name: string; address: string; replyTo?: string | undefined };
  nudge: () => void;
}

const RESEAL_BATCH = 500;

export const contentPlace = (message: Pick<MessageTable, 'environment_id' | 'id'>) => ({
  table: 'messages',
  column: 'content',
  row: `${message.environment_id}/${message.id}`,
});

export const messageWireId = (kind: 'test' | 'live', id: string): string =>
  wireId('message', kind, id);

/** What an address is compared by in the inbox. */
export const foldRecipient = (recipient: string): string => recipient.toLowerCase();

export function createMessages(options: MessagesOptions): Messages {
  const { database, vault, clock, emailTemplates } = options;

  function senderOf(environment: Environment): Sender {
    const own = environment.settings.mail_sender;
    const replyTo = own.reply_to ?? options.sender.replyTo;
    return {
      name: own.from_name ?? options.sender.name,
      address: own.from_address ?? options.sender.address,
      ...(replyTo !== undefined && { replyTo }),
    };
  }

  /** The template of a mail, if it has one, and who it is from. */
  async function dress(
    tx: Executor,
    environment: Environment,
    { channel, kind, templateId }: NewMessage,
  ): Promise<Pick<MessageContent, 'sender' | 'template'>> {
    const sender = senderOf(environment);
    const id = channel === 'email' ? chooseTemplate(environment, kind, templateId) : undefined;
    if (id === undefined) return { sender };
    const content = await emailTemplates.contentOf(tx, environment, id);
    const { sender_information = {}, ...template } = content;
    return { sender: templateSender(sender, sender_information), template };
  }

  function show(environment: Environment, row: MessageTable): InboxMessage {
    const content = JSON.parse(
      vault.open(contentPlace(row), row.content as string),
    ) as MessageContent;
    const { subject, text, html } = renderMessage(content);
    return {
      message_id: messageWireId(environment.kind, row.id),
      channel: row.channel,
      to: content.recipient,
      kind: row.kind,
      subject,
      text,
      html,
      created_at: toTimestamp(row.created_at),
      link: content.link ?? '',
      token: content.token ?? '',
      code: content.code ?? '',
    };
  }

  // A TEST environment always has its inbox.
  const isDeliverable = (environment: Environment, channel: Channel) =>
    environment.type === 'TEST' || options.canDeliver(channel);

  return {
    isDeliverable,

    assertDeliverable(environment, channel) {
      if (isDeliverable(environment, channel)) return;
      if (channel === 'email') throw apiError('email_settings_not_found');
      throw apiError('unavailable_endpoint', {
        message: 'No provider for this channel is configured for this environment.',
      });
    },

    async queue(tx, environment, message) {
      const { templateId: _, codeOf, ...said } = message;
      const id = codeOf?.messageId ?? orderedId();
      const now = clock.now();
      const content: MessageContent = {
        ...said,
        projectName: environment.projectName,
        environment: environment.kind,
        ...(await dress(tx, environment, message)),
      };
      const key = { environment_id: environment.id, id };
      await store.insertMessage(tx, {
        ...key,
        channel: message.channel,
        kind: message.kind,
        recipient: foldRecipient(message.recipient),
        content: vault.seal(contentPlace(key), JSON.stringify(content)),
        // Without a provider the inbox of a TEST environment is where the message arrives.
        status: options.canDeliver(message.channel) ? 'queued' : 'delivered',
        attempts: 0,
        due_at: now,
        last_error: null,
        created_at: environment.now(),
        expires_at: now + message.expirationMinutes * MINUTE,
        code_factor_id: codeOf?.factorId ?? null,
      });
    },

    nudge: options.nudge,

    async inbox(environment, filter) {
      const to = filter.to === undefined ? undefined : foldRecipient(filter.to);
      const rows = await store.listMessages(database, environment.id, { ...filter, to });
      return rows.map((row) => show(environment, row));
    },

    async reseal() {
      let count = 0;
      let last: store.Sealed | undefined;
      do {
        const rows = await store.listSealed(database, last, RESEAL_BATCH);
        for (const row of rows.filter(({ content }) => vault.isStale(content))) {
          const place = contentPlace(row);
          const content = vault.seal(place, vault.open(place, row.content));
          count += await store.replaceContent(database, row, content);
        }
        last = rows.at(-1);
      } while (last);
      return count;
    },

    async clearInbox(environment) {
      await deleteSurplus(database, 'messages', 'id', environment.id);
      await store.deleteMessages(database, environment.id);
    },

    deleteSurplus: (environment) => deleteSurplus(database, 'messages', 'id', environment.id),

    async clear(executor, environment) {
      await store.deleteMessages(executor, environment.id);
      await suppressions.deleteSuppressions(executor, environment.id);
    },
  };
}
