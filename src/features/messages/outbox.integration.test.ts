import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../platform/clock.ts';
import { loadMasterKeys } from '../../platform/crypto/master-key.ts';
import { createVault, type Vault } from '../../platform/crypto/vault.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import type { Logger } from '../../platform/log.ts';
import {
  type DeliveryFailure,
  type DeliveryProvider,
  deliveryError,
  type OutboundMessage,
} from '../../platform/messaging/provider.ts';
import { mailedToken, unlimited } from '../../testing/magic-login.ts';
import { authenticate, sendCode } from '../../testing/otp-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import * as store from './message.store.ts';
import { contentPlace } from './messages.service.ts';
import { createOutbox, LEASE, type Outbox } from './outbox.ts';
import type { Providers } from './providers.ts';

const WEEK = { login_expiration_minutes: 10_080, signup_expiration_minutes: 10_080 };

let app: TestApp;
let vault: Vault;
let now = 0;
let sent: OutboundMessage[] = [];
let failure: DeliveryFailure | undefined;
/** Sends wait for it. */
let gate: Promise<void> | undefined;
let lines: string[] = [];
let isTest: (id: string) => Promise<boolean>;

const log = Object.fromEntries(
  ['info', 'warn', 'error'].map((level) => [
    level,
    (details: unknown, text: string) => lines.push(`${JSON.stringify(details)} ${text}`),
  ]),
) as unknown as Logger;

const provider: DeliveryProvider = {
  name: 'stand-in',
  async send(message) {
    sent.push(message);
    await gate;
    if (failure) throw deliveryError(failure.kind, failure.reason);
  },
  close: async () => {},
};

const worker = (providers: Providers = { email: provider }): Outbox =>
  createOutbox({
    database: app.database,
    vault,
    clock: { now: () => now },
    providers,
    log,
    isTest: (id) => isTest(id),
  });

/** Only ends what hangs. */
const patience = { timeout: 60_000 };

/** Works off what is due. */
async function look(outbox = worker()): Promise<void> {
  const isDue = ({ status, due_at }: MessageTable) => status === 'queued' && due_at <= now;
  outbox.start();
  await expect.poll(async () => (await messages()).some(isDue), patience).toBe(false);
  await outbox.stop();
}

const messages = (): Promise<MessageTable[]> =>
  app.database.all(app.database.q.selectFrom('messages').selectAll().orderBy('id'));
const message = async (): Promise<MessageTable> => (await messages())[0] as MessageTable;

/** A mail as the API queues it where a mail server is configured; its link lives for a week. */
async function queue(to = 'ada@example.com'): Promise<string> {
  const token = await mailedToken(app, to, WEEK);
  await app.database.run("update messages set status = 'queued' where status = 'delivered'", []);
  return token;
}

/** Moves what is queued to the LIVE environment, which accepts no mail without a mail server. */
async function moveToLive(): Promise<void> {
  const environment_id = app.live.project_id.slice(-36);
  for (const row of await messages()) {
    const plain = vault.open(contentPlace(row), row.content as string);
    const moved = { environment_id, id: row.id };
    const content = vault.seal(contentPlace(moved), plain);
    await app.database.affected(
      app.database.q
        .updateTable('messages')
        .set({ environment_id, content })
        .where('id', '=', row.id),
    );
  }
}

beforeAll(async () => {
  app = await createTestApp(unlimited);
  vault = createVault(loadMasterKeys(undefined, app.storage.dataDir));
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.database.run('delete from messages', []);
  now = Date.now() + HOUR;
  sent = [];
  lines = [];
  failure = undefined;
  gate = undefined;
  isTest = async (id) => id === app.test.project_id.slice(-36);
});

describe('the outbox', () => {
  test('sends a mail once, with its link, and keeps it for the inbox of TEST', async () => {
    const token = await queue();
    await look();
    await look();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ to: 'ada@example.com', id: (await message()).id });
    expect(sent[0]?.text).toContain(token);
    expect(await message()).toMatchObject({ status: 'delivered', attempts: 1, last_error: null });
    expect((await app.lastMail('ada@example.com')).token).toBe(token);
  });

  test('wipes what a LIVE mail said as soon as it is delivered', async () => {
    await queue();
    await moveToLive();
    await look();
    expect(await message()).toMatchObject({ status: 'delivered', content: null });
  });

  test.each([
    ['temporary', { status: 'queued', content: expect.any(String) }],
    ['permanent', { status: 'failed', content: expect.any(String) }],
    ['bad-recipient', { status: 'failed', content: expect.any(String) }],
  ] as const)(
    'after a %s failure keeps what a LIVE mail said, to send it again',
    async (kind, expected) => {
      await queue();
      await moveToLive();
      failure = { kind, reason: 'because' };
      await look();
      expect(await message()).toMatchObject({ ...expected, last_error: 'because' });
    },
  );

  test('tries again at growing distances, and not before', async () => {
    await queue();
    failure = { kind: 'temporary', reason: 'greylisted' };
    const minutes = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR];
    const waits = [5 * SECOND, 10 * SECOND, 20 * SECOND, ...minutes];
    await look();
    for (const [index, wait] of waits.entries()) {
      expect(sent).toHaveLength(index + 1);
      now += wait - 1;
      await look();
      expect(sent).toHaveLength(index + 1);
      now += 1;
      await look();
    }
    failure = undefined;
    now += HOUR;
    await look();
    expect(await message()).toMatchObject({ status: 'delivered', last_error: null });
    await look();
    expect(sent).toHaveLength(waits.length + 2);
  });

  test('gives up after about a day', async () => {
    await queue();
    failure = { kind: 'temporary', reason: 'no answer' };
    for (let n = 0; n < 40; n += 1) {
      await look();
      now += HOUR;
    }
    expect(sent).toHaveLength(28);
    expect(await message()).toMatchObject({ status: 'failed', attempts: 28 });
  });

  test.each(['permanent', 'bad-recipient'] as const)(
    'does not repeat a mail after a %s failure; TEST keeps it in the inbox',
    async (kind) => {
      const token = await queue();
      failure = { kind, reason: 'because' };
      await look();
      now += 100 * HOUR;
      await look();
      expect(sent).toHaveLength(1);
      expect(await message()).toMatchObject({ status: 'failed', last_error: 'because' });
      expect((await app.lastMail('ada@example.com')).token).toBe(token);
    },
  );

  test('takes over from a worker that died, when its lease is over', async () => {
    await queue();
    const lease = now + LEASE;
    expect(await store.claimMessage(app.database, 'email', now, lease)).toBeDefined();
    await look();
    now = lease - 1;
    await look();
    expect(sent).toHaveLength(0);
    now = lease;
    await look();
    expect(sent).toHaveLength(1);
    expect(await message()).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  test('keeps a lease for as long as a slow provider needs', async () => {
    await queue();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const slow = worker();
    slow.start();
    await expect.poll(() => sent.length, patience).toBe(1);
    now += LEASE - 1;
    // Renewed meanwhile, so the other one finds nothing to do when the first lease is over.
    await expect.poll(async () => (await message()).due_at, patience).toBe(now + LEASE);
    now += 1;
    const other = worker();
    other.start();
    await other.stop();
    expect(sent).toHaveLength(1);
    open();
    await slow.stop();
    expect(await message()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  test('sends nothing whose link or code is dead, and forgets what it said', async () => {
    await queue();
    await moveToLive();
    failure = { kind: 'temporary', reason: 'no answer' };
    await look();
    now += 8 * DAY;
    await look();
    expect(sent).toHaveLength(1);
    expect(await message()).toMatchObject({
      status: 'failed',
      content: null,
      last_error: 'no answer; expired',
    });
  });

  test('gives a message up that would be dead before the next attempt', async () => {
    const code = { email: 'ada@example.com', expiration_minutes: 1 };
    await app.call('POST', '/v1/otps/email/login_or_create', code);
    await app.database.run("update messages set status = 'queued'", []);
    now = Date.now();
    failure = { kind: 'temporary', reason: 'no answer' };
    for (let n = 0; n < 4; n += 1) {
      await look();
      now = Math.max(now, (await message()).due_at);
    }
    expect(sent).toHaveLength(4);
    expect(await message()).toMatchObject({ status: 'failed', last_error: 'no answer' });
  });

  describe('with a code', () => {
    const to = { email: 'code@example.com' };
    const send = async (): Promise<string> => {
      await sendCode(app, to);
      await app.database.run("update messages set status = 'queued'", []);
      return (await messages()).at(-1)?.id as string;
    };
    beforeEach(() => {
      now = Date.now() + SECOND;
    });

    test('does not send it any more once a newer one has replaced it', async () => {
      const older = await send();
      failure = { kind: 'temporary', reason: 'no answer' };
      await look();
      failure = undefined;
      const newer = await send();
      now += 10 * SECOND;
      await look();
      expect(sent.map(({ id }) => id)).toEqual([older, newer]);
      const [first, second] = await messages();
      expect(first).toMatchObject({
        status: 'failed',
        last_error: 'withdrawn: its code is used or replaced',
      });
      expect(second).toMatchObject({ status: 'delivered' });
    });

    test('replaces it over whichever channel it goes, and only for its own method', async () => {
      const phone = { phone_number: '+14155550177' };
      await sendCode(app, phone);
      await app.call('POST', '/v1/otps/whatsapp/login_or_create', phone);
      await send();
      await look(worker({ email: provider, sms: provider, whatsapp: provider }));
      expect(sent.map(({ channel }) => channel).sort()).toEqual(['email', 'whatsapp']);
    });

    test('does not send it again once it was used, nor to somebody who is deleted', async () => {
      const used = await sendCode(app, to);
      expect((await authenticate(app, used)).status).toBe(200);
      const gone = await sendCode(app, { email: 'gone@example.com' });
      await app.call('DELETE', `/v1/users/${gone.user_id}`);
      await app.database.run("update messages set status = 'queued'", []);
      await look();
      expect(sent).toHaveLength(0);
    });

    test('forgets what a withdrawn one of LIVE said', async () => {
      isTest = async () => false;
      await send();
      await send();
      await look();
      expect(sent).toHaveLength(1);
      expect(await message()).toMatchObject({ status: 'failed', content: null });
    });
  });

  test('lets no channel wait for another one', async () => {
    const send = async (channel: 'email' | 'sms', body: object) =>
      app.call('POST', `/v1/otps/${channel}/login_or_create`, { ...body, expiration_minutes: 10 });
    for (let n = 0; n < 6; n += 1) await send('email', { email: `slow${n}@example.com` });
    await send('sms', { phone_number: '+14155550100' });
    await app.database.run("update messages set status = 'queued'", []);
    now = Date.now();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const texts: string[] = [];
    const sms = { ...provider, send: async ({ to }: OutboundMessage) => void texts.push(to) };
    const outbox = worker({ email: provider, sms });
    outbox.start();
    await expect.poll(() => texts, patience).toEqual(['+14155550100']);
    open();
    await outbox.stop();
  });

  test('of several workers gives each mail to one', async () => {
    for (let n = 0; n < 12; n += 1) await queue(`many${n}@example.com`);
    const workers = [worker(), worker(), worker()];
    for (const one of workers) one.start();
    await expect
      .poll(async () => (await messages()).every(({ status }) => status === 'delivered'), patience)
      .toBe(true);
    for (const one of workers) await one.stop();
    expect(sent.map(({ to }) => to).sort()).toEqual(
      Array.from({ length: 12 }, (_, n) => `many${n}@example.com`).sort(),
    );
  });

  test('sends what is queued later once it is nudged', async () => {
    const outbox = worker();
    outbox.start();
    await queue();
    outbox.nudge();
    await expect.poll(() => sent.length, patience).toBe(1);
    await outbox.stop();
    await queue('later@example.com');
    outbox.nudge();
    expect(sent).toHaveLength(1);
  });

  test('puts a mail that it cannot open aside for a while and sends the others', async () => {
    await queue('broken@example.com');
    const broken = await message();
    await app.database.run("update messages set content = 'nonsense'", []);
    await queue('fine@example.com');
    await look();
    expect(sent.map(({ to }) => to)).toEqual(['fine@example.com']);
    const [first, second] = await messages();
    expect(first).toMatchObject({ id: broken.id, status: 'queued', due_at: now + 5 * SECOND });
    expect(second).toMatchObject({ status: 'delivered' });
  });

  test('does not call a mail unsent because its delivery could not be noted', async () => {
    await queue('noted@example.com');
    await queue('unnoted@example.com');
    const [, unnoted] = await messages();
    let asked = 0;
    isTest = async () => {
      asked += 1;
      if (asked === 1) throw new Error('database away');
      return true;
    };
    await look();
    expect(sent).toHaveLength(2);
    const after = await messages();
    expect(after.map(({ status }) => status).sort()).toEqual(['delivered', 'queued']);
    const waiting = after.find(({ status }) => status === 'queued');
    expect(waiting).toMatchObject({ last_error: null, due_at: now + LEASE });
    expect(unnoted).toBeDefined();
  });

  test('logs neither addresses nor links', async () => {
    const token = await queue();
    failure = { kind: 'temporary', reason: 'greylisted' };
    await look();
    failure = undefined;
    now += HOUR;
    await look();
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('ada@example.com');
    expect(lines.join()).not.toContain(token);
    expect(lines.join()).toContain((await message()).id);
  });
});

describe('a new master key', () => {
  test('seals every stored message anew, and none that was wiped meanwhile', async () => {
    await queue('one@example.com');
    await queue('two@example.com');
    expect(await app.services.messages.reseal()).toBe(0);
    const old = createVault([Buffer.alloc(32, 7)]);
    for (const row of await messages()) {
      const plain = vault.open(contentPlace(row), row.content as string);
      await store.updateMessage(app.database, row, { content: old.seal(contentPlace(row), plain) });
    }
    const [first] = (await messages()) as [MessageTable];
    await store.updateMessage(app.database, first, { content: null });
    const before = { ...first, content: first.content as string };
    expect(await store.replaceContent(app.database, before, 'sealed anew')).toBe(0);
    expect((await message()).content).toBeNull();
  });
});
