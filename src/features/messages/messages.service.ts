import type { Clock } from '../../platform/clock.ts';
import { toTimestamp } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import { orderedId, wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './message.store.ts';
import { type Locale, type MailKind, renderMail } from './templates/render-mail.ts';

/** What a mail is rendered from; sealed in the database, rendered when it is sent or shown. */
export interface MailContent {
  kind: MailKind;
  locale: Locale;
  projectName: string;
  recipient: string;
  link: string;
  token: string;
  expirationMinutes: number;
  environment: 'test' | 'live';
  sender: { name: string; address: string; replyTo?: string };
}

export type NewMail = Pick<
  MailContent,
  'kind' | 'locale' | 'recipient' | 'link' | 'token' | 'expirationMinutes'
>;

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
  /** Throws where this environment has no way to deliver mail. */
  assertDeliverable(environment: Environment): void;
  /**
   * Queues a mail in the transaction of what it is about: accepted together or not at all. The
   * caller nudges after the commit.
   */
  queueMail(tx: Executor, environment: Environment, mail: NewMail): Promise<void>;
  /** Tells the outbox of this process that something is due. */
  nudge(): void;
  inbox(environment: Environment, filter: store.MessageFilter): Promise<InboxMessage[]>;
  clear(executor: Executor, environment: Environment): Promise<void>;
  /** Puts every stored message under the newest master key. */
  reseal(): Promise<number>;
  clearInbox(environment: Environment): Promise<void>;
}

export interface MessagesOptions {
  database: Database;
  vault: Vault;
  clock: Clock;
  /** Whether a mail server is configured. */
  hasSmtp: boolean;
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
  const { database, vault, clock } = options;

  function senderOf(environment: Environment): MailContent['sender'] {
    const own = environment.settings.mail_sender;
    const replyTo = own.reply_to ?? options.sender.replyTo;
    return {
      name: own.from_name ?? options.sender.name,
      address: own.from_address ?? options.sender.address,
      ...(replyTo !== undefined && { replyTo }),
    };
  }

  function show(environment: Environment, row: MessageTable): InboxMessage {
    const content = JSON.parse(vault.open(contentPlace(row), row.content as string)) as MailContent;
    const { subject, text, html } = renderMail(content);
    return {
      message_id: messageWireId(environment.kind, row.id),
      channel: row.channel,
      to: content.recipient,
      kind: row.kind,
      subject,
      text,
      html,
      created_at: toTimestamp(row.created_at),
      link: content.link,
      token: content.token,
      code: '',
    };
  }

  return {
    assertDeliverable(environment) {
      // A TEST environment always has its inbox.
      if (environment.type === 'LIVE' && !options.hasSmtp)
        throw apiError('email_settings_not_found');
    },

    async queueMail(tx, environment, mail) {
      const id = orderedId();
      const content: MailContent = {
        ...mail,
        projectName: environment.projectName,
        environment: environment.kind,
        sender: senderOf(environment),
      };
      const key = { environment_id: environment.id, id };
      await store.insertMessage(tx, {
        ...key,
        channel: 'email',
        kind: mail.kind,
        recipient: foldRecipient(mail.recipient),
        content: vault.seal(contentPlace(key), JSON.stringify(content)),
        // Without a mail server the inbox of a TEST environment is where the mail arrives.
        status: options.hasSmtp ? 'queued' : 'delivered',
        attempts: 0,
        due_at: clock.now(),
        last_error: null,
        created_at: environment.now(),
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
      await store.deleteMessages(database, environment.id);
    },

    async clear(executor, environment) {
      await store.deleteMessages(executor, environment.id);
    },
  };
}
