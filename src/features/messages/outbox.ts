import { type Clock, HOUR, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import type { Logger } from '../../platform/log.ts';
import {
  classifySmtpError,
  type MailTransport,
  type SmtpFailure,
} from '../../platform/mail/smtp.ts';
import * as store from './message.store.ts';
import { type MessageContent, renderMessage } from './message-content.ts';
import { contentPlace } from './messages.service.ts';

/** Delivers queued messages, on every node; a message is with one worker at a time. */
export interface Outbox {
  start(): void;
  /** Looks for due messages at once. */
  nudge(): void;
  /** Finishes deliveries under way. */
  stop(): Promise<void>;
}

/** A worker that died holds a message no longer than this. */
const LEASE = 5 * MINUTE;
const BATCH = 4;
/** How often to look for what other nodes queued or left behind. */
const IDLE_POLL = 5 * SECOND;
/** Waits between attempts; the last one repeats until the message is too old. */
const BACK_OFF = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR];
/** About a day of trying. */
const MAX_ATTEMPTS = 28;

export interface OutboxOptions {
  database: Database;
  vault: Vault;
  clock: Clock;
  transport: MailTransport;
  log: Logger;
  /** Environments whose messages are kept for the inbox. */
  isTest: (environmentId: string) => Promise<boolean>;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { database, vault, clock, transport, log } = options;
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> | undefined;
  let again = false;

  async function send(message: MessageTable): Promise<void> {
    const sealed = message.content as string;
    const content = JSON.parse(vault.open(contentPlace(message), sealed)) as MessageContent;
    const { sender } = content;
    await transport.send({
      from: { name: sender.name, address: sender.address },
      ...(sender.replyTo !== undefined && { replyTo: { name: '', address: sender.replyTo } }),
      to: content.recipient,
      messageId: message.id,
      ...renderMessage(content),
    });
  }

  /** Whatever goes wrong before the mail server has it is a reason to try again later. */
  async function failureOf(message: MessageTable): Promise<SmtpFailure | undefined> {
    try {
      await send(message);
      return undefined;
    } catch (error) {
      return classifySmtpError(error);
    }
  }

  /** The last word on a message. Only an inbox needs what it said; elsewhere its link must go. */
  async function settle(
    message: MessageTable,
    changes: { status: 'delivered' | 'failed'; last_error: string | null },
  ): Promise<void> {
    const keep = await options.isTest(message.environment_id);
    await store.updateMessage(database, message, { ...changes, ...(!keep && { content: null }) });
  }

  async function deliver(message: MessageTable): Promise<void> {
    const about = { message_id: message.id, environment_id: message.environment_id };
    const failure = await failureOf(message);
    if (!failure) {
      await settle(message, { status: 'delivered', last_error: null });
      log.info({ ...about, attempts: message.attempts }, 'mail delivered');
      return;
    }
    const { reason } = failure;
    const final = failure.kind !== 'temporary' || message.attempts >= MAX_ATTEMPTS;
    if (final) {
      await settle(message, { status: 'failed', last_error: reason });
    } else {
      const wait = BACK_OFF[Math.min(message.attempts, BACK_OFF.length) - 1] ?? HOUR;
      await store.updateMessage(database, message, {
        last_error: reason,
        due_at: clock.now() + wait,
      });
    }
    log.warn({ ...about, reason, final }, 'mail not delivered');
  }

  async function drain(): Promise<void> {
    do {
      again = false;
      for (;;) {
        if (!running) return;
        const now = clock.now();
        const batch = await store.claimMessages(database, now, now + LEASE, BATCH);
        if (batch.length === 0) break;
        // Each to its end, also where recording one fails: that one comes again after its lease.
        const results = await Promise.allSettled(batch.map(deliver));
        const broken = results.find((result) => result.status === 'rejected');
        if (broken) throw broken.reason;
      }
    } while (again && running);
  }

  function schedule(delay: number): void {
    clearTimeout(timer);
    if (running) timer = setTimeout(nudge, delay).unref();
  }

  function nudge(): void {
    if (!running) return;
    again = true;
    work ??= drain()
      .catch((error: unknown) => log.error({ err: error }, 'the outbox could not work'))
      .finally(() => {
        work = undefined;
        schedule(IDLE_POLL);
      });
  }

  return {
    start() {
      running = true;
      nudge();
    },
    nudge,
    async stop() {
      running = false;
      clearTimeout(timer);
      await work;
    },
  };
}
