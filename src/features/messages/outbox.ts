import { type Clock, HOUR, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import type { Logger } from '../../platform/log.ts';
import {
  type Channel,
  type DeliveryFailure,
  type DeliveryProvider,
  failureOf,
} from '../../platform/messaging/provider.ts';
import * as store from './message.store.ts';
import type { MessageContent } from './message-content.ts';
import { contentPlace } from './messages.service.ts';
import { outboundMessage } from './outbound-message.ts';
import type { Providers } from './providers.ts';
import { createSuppressions } from './suppressions.ts';

/**
 * Delivers queued messages, on every node; a message is with one worker at a time. At least once:
 * a provider that took a message over without our learning of it gets it again.
 */
export interface Outbox {
  start(): void;
  /** Looks for due messages at once. */
  nudge(): void;
  /** Finishes deliveries under way. */
  stop(): Promise<void>;
}

/** A worker that died holds a message no longer than this; codes are dead after two minutes. */
export const LEASE = 20 * SECOND;
/** How often a worker that is still sending says so. */
const RENEWAL = LEASE / 4;
/** How often to look for what other nodes queued or left behind. */
const IDLE_POLL = 5 * SECOND;
/** Waits between attempts; the last one repeats until the message is too old. */
const BACK_OFF = [5, 10, 20, 60, 5 * 60, 15 * 60].map((seconds) => seconds * SECOND);
/** About a day of trying. */
const MAX_ATTEMPTS = 28;
/** Messages under way at a time. Each channel has its own, so none waits for a slow other one. */
const WIDTH: Record<Channel, number> = { email: 4, sms: 8, whatsapp: 8 };

export interface OutboxOptions {
  database: Database;
  vault: Vault;
  clock: Clock;
  providers: Providers;
  log: Logger;
  /** Environments whose messages are kept for the inbox. */
  isTest: (environmentId: string) => Promise<boolean>;
}

const backOff = (attempts: number): number =>
  attempts > BACK_OFF.length ? HOUR : (BACK_OFF[attempts - 1] ?? MINUTE);

export function createOutbox(options: OutboxOptions): Outbox {
  const { database, vault, clock, log, isTest } = options;
  const suppressions = createSuppressions(database, clock);
  let running = false;
  let timer: NodeJS.Timeout | undefined;

  /** The last word on a message that was sent. Only an inbox needs what it said. */
  async function settle(message: MessageTable): Promise<void> {
    const keep = await isTest(message.environment_id);
    await store.updateMessage(database, message, {
      status: 'delivered',
      last_error: null,
      ...(!keep && { content: null }),
    });
  }

  /**
   * A failed one keeps what it said until its link or code is dead, so that it can be sent again
   * by hand. What is dead already goes, except from an inbox.
   */
  async function fail(message: MessageTable, reason: string, expired: boolean): Promise<void> {
    const wipe = expired && !(await isTest(message.environment_id));
    await store.updateMessage(database, message, {
      status: 'failed',
      last_error: reason,
      ...(wipe && { content: null }),
    });
  }

  /** Sends while renewing the lease: a slow server must not make another worker send it too. */
  async function send(provider: DeliveryProvider, message: MessageTable): Promise<void> {
    const renewal = setInterval(() => {
      store.extendLease(database, message, clock.now() + LEASE).catch(() => {});
    }, RENEWAL);
    try {
      const plain = vault.open(contentPlace(message), message.content as string);
      await provider.send(outboundMessage(message, JSON.parse(plain) as MessageContent));
    } finally {
      clearInterval(renewal);
    }
  }

  /** Whatever goes wrong before the other side has it is a reason to try again later. */
  async function attempt(
    provider: DeliveryProvider,
    message: MessageTable,
  ): Promise<DeliveryFailure | undefined> {
    try {
      await send(provider, message);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  async function deliver(provider: DeliveryProvider, message: store.ClaimedMessage): Promise<void> {
    const { channel, attempts, expires_at: expiresAt } = message;
    const about = { message_id: message.id, environment_id: message.environment_id, channel };
    const isDead = (at: number) => expiresAt !== null && expiresAt <= at;
    if (isDead(clock.now())) {
      const { last_error: last } = message;
      await fail(message, last === null ? 'expired unsent' : `${last}; expired`, true);
      log.warn(about, 'message expired unsent');
      return;
    }
    if (message.withdrawn === 1) {
      await fail(message, 'withdrawn: its code is used or replaced', true);
      log.info(about, 'message withdrawn');
      return;
    }
    const failure = await attempt(provider, message);
    if (!failure) {
      await settle(message);
      log.info({ ...about, provider: provider.name, attempts }, 'message delivered');
      return;
    }
    const { reason } = failure;
    const dueAt = clock.now() + backOff(attempts);
    if (failure.suppress) await suppressions.add(message);
    const final = failure.kind !== 'temporary' || attempts >= MAX_ATTEMPTS || isDead(dueAt);
    if (final) await fail(message, reason, isDead(clock.now()));
    else await store.updateMessage(database, message, { last_error: reason, due_at: dueAt });
    log.warn({ ...about, provider: provider.name, reason, final }, 'message not delivered');
  }

  /** Workers of one channel: each takes a message, wakes another one up, and delivers. */
  function createLane(channel: Channel, provider: DeliveryProvider) {
    const working = new Set<Promise<void>>();
    /** Somebody asked while all were at work, perhaps just finding nothing. */
    let again = false;

    async function work(): Promise<void> {
      while (running) {
        const now = clock.now();
        const message = await store.claimMessage(database, channel, now, now + LEASE);
        if (!message) return;
        wake();
        await deliver(provider, message);
      }
    }

    function wake(): void {
      if (!running) return;
      if (working.size >= WIDTH[channel]) {
        again = true;
        return;
      }
      const worker: Promise<void> = work()
        // The message at hand comes again after its lease.
        .catch((error: unknown) => log.error({ err: error, channel }, 'the outbox could not work'))
        .finally(() => {
          working.delete(worker);
          if (again) {
            again = false;
            wake();
          }
        });
      working.add(worker);
    }

    return {
      wake,
      async finish() {
        while (working.size > 0) await Promise.all(working);
      },
    };
  }

  const lanes = Object.entries(options.providers).map(([channel, provider]) =>
    createLane(channel as Channel, provider),
  );

  function nudge(): void {
    if (!running || lanes.length === 0) return;
    for (const lane of lanes) lane.wake();
    clearTimeout(timer);
    timer = setTimeout(nudge, IDLE_POLL).unref();
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
      for (const lane of lanes) await lane.finish();
    },
  };
}
