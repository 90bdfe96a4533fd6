import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../platform/clock.ts';
import { createPeriodicTasks, type PeriodicTask } from '../../platform/jobs/periodic.ts';
import { createRateLimiter } from '../../platform/limits/rate-limiter.ts';
import { silentLogger } from '../../platform/log.ts';
import { login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestDatabase } from '../../testing/test-database.ts';
import { ethereumWallet, startWallet } from '../../testing/wallets.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());
beforeEach(() => app.call('POST', '/selvage/v1/reset'));

const testId = () => app.test.project_id.slice(-36);
const liveId = () => app.live.project_id.slice(-36);

type Table =
  | 'one_time_codes'
  | 'rate_limits'
  | 'sessions'
  | 'magic_links'
  | 'factors'
  | 'totps'
  | 'totp_recovery_codes'
  | 'crypto_wallet_challenges'
  | 'messages'
  | 'one_time_codes'
  | 'rate_limits'
  | 'signing_keys';
const count = async (table: Table, environment = testId()): Promise<number> =>
  (
    await app.database.all(
      app.database.q
        .selectFrom(table)
        .select('environment_id')
        .where('environment_id', '=', environment),
    )
  ).length;

/** Everything of the table, in both environments, happened or ends this long from now. */
const move = (table: Table, column: string, milliseconds: number, only = '') =>
  app.database.run(
    `update ${table} set ${column} = ${Date.now() + milliseconds} ${only && `where ${only}`}`,
    [],
  );

async function liveSession(email: string): Promise<void> {
  const user = await app.callLive('POST', '/v1/users', { email });
  const link = await app.callLive('POST', '/v1/magic_links', { user_id: user.body.user_id });
  const body = { token: link.body.token, session_duration_minutes: 60 };
  await app.callLive('POST', '/v1/magic_links/authenticate', body);
}

describe('maintenance', () => {
  test('deletes sessions a day after they expired', async () => {
    await login(app, 'a@example.com');
    await move('sessions', 'expires_at', -DAY + HOUR);
    await app.periodicTasks.runAll();
    expect(await count('sessions')).toBe(1);
    await move('sessions', 'expires_at', -DAY - HOUR);
    await login(app, 'a@example.com');
    await app.periodicTasks.runAll();
    expect(await count('sessions')).toBe(1);
  });

  test('deletes links a month after they expired: till then they are known as used', async () => {
    const token = await mailedToken(app, 'b@example.com');
    const use = async () =>
      (await app.call('POST', '/v1/magic_links/authenticate', { token })).body.error_type;
    await move('magic_links', 'expires_at', -30 * DAY + HOUR);
    await app.periodicTasks.runAll();
    expect(await use()).toBe('unable_to_auth_magic_link');
    await move('magic_links', 'expires_at', -30 * DAY - HOUR);
    await app.periodicTasks.runAll();
    expect(await use()).toBe('magic_link_not_found');
  });

  test('deletes TOTPs a month after nobody confirmed them: till then they are known', async () => {
    const { user_id } = await login(app, 'totp@example.com');
    await app.call('POST', '/v1/totps', { user_id });
    const use = async () =>
      (await app.call('POST', '/v1/totps/authenticate', { user_id, totp_code: '123456' })).body
        .error_type;
    await move('factors', 'expires_at', -30 * DAY + HOUR, "kind = 'totp'");
    await app.periodicTasks.runAll();
    expect(await use()).toBe('expired_totp');
    await move('factors', 'expires_at', -30 * DAY - HOUR, "kind = 'totp'");
    await app.periodicTasks.runAll();
    expect(await use()).toBe('totps_not_found_for_user');
    expect(await count('totps')).toBe(0);
    expect(await count('totp_recovery_codes')).toBe(0);
  });

  test('deletes wallet challenges a day after they expired, and keeps the wallets', async () => {
    await startWallet(app, ethereumWallet());
    await move('crypto_wallet_challenges', 'expires_at', -DAY + HOUR);
    await app.periodicTasks.runAll();
    expect(await count('crypto_wallet_challenges')).toBe(1);
    await move('crypto_wallet_challenges', 'expires_at', -DAY - HOUR);
    await app.periodicTasks.runAll();
    expect(await count('crypto_wallet_challenges')).toBe(0);
    expect(await count('factors')).toBe(1);
  });

  test('deletes passcodes a day after they expired', async () => {
    const send = (email: string) => app.call('POST', '/v1/otps/email/login_or_create', { email });
    await send('code@example.com');
    await move('one_time_codes', 'expires_at', -DAY + HOUR);
    await app.periodicTasks.runAll();
    expect(await count('one_time_codes')).toBe(1);
    await move('one_time_codes', 'expires_at', -DAY - HOUR);
    await send('code2@example.com');
    await app.periodicTasks.runAll();
    expect(await count('one_time_codes')).toBe(1);
  });

  test('deletes counts of windows that are over', async () => {
    const limiter = createRateLimiter(app.database);
    const environment = await app.services.environments.get(testId());
    const take = (value: string) =>
      limiter.take(
        environment as NonNullable<typeof environment>,
        [{ limit: { name: 'test', windowSeconds: 86_400, max: 9 }, value }],
        Date.now(),
      );
    await take('a');
    await app.periodicTasks.runAll();
    expect(await count('rate_limits')).toBe(1);
    await move('rate_limits', 'window_start', -2 * DAY);
    await take('b');
    await app.periodicTasks.runAll();
    expect(await count('rate_limits')).toBe(1);
  });

  test('deletes provisional emails that nobody authenticated, and no others', async () => {
    const { user_id } = await login(app, 'c@example.com');
    const add = (email: string) =>
      app.call('POST', '/v1/magic_links/email/send', { user_id, email });
    await add('c2@example.com');
    await app.periodicTasks.runAll();
    expect(await count('factors')).toBe(2);
    await move('factors', 'expires_at', -MINUTE, 'expires_at is not null');
    await app.periodicTasks.runAll();
    expect(await count('factors')).toBe(1);
    expect((await add('c2@example.com')).status).toBe(200);
    const { token } = await app.lastMail('c2@example.com');
    await app.call('POST', '/v1/magic_links/authenticate', { token });
    await app.call('PUT', '/selvage/v1/clock', { advance_seconds: 3_600 });
    await app.periodicTasks.runAll();
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
    expect(await count('factors')).toBe(2);
  });

  test('deletes messages after a week, but none that still has to go out', async () => {
    await mailedToken(app, 'd@example.com');
    await mailedToken(app, 'e@example.com');
    await move('messages', 'created_at', -7 * DAY + HOUR);
    await app.periodicTasks.runAll();
    expect(await count('messages')).toBe(2);
    await move('messages', 'created_at', -7 * DAY - HOUR);
    await app.database.run("update messages set status = 'queued' where recipient like 'e@%'", []);
    await app.periodicTasks.runAll();
    expect(await count('messages')).toBe(1);
  });

  test('replaces signing keys in time and deletes the dead', async () => {
    await login(app, 'f@example.com');
    const before = await count('signing_keys');
    await move('signing_keys', 'signs_from', -181 * DAY, 'listed_until is null');
    await app.periodicTasks.runAll();
    expect(await count('signing_keys')).toBe(before + 1);
    await move('signing_keys', 'listed_until', -MINUTE, 'listed_until is not null');
    await app.periodicTasks.runAll();
    expect(await count('signing_keys')).toBe(before);
    expect((await login(app, 'f@example.com')).session_jwt).not.toBe('');
  });

  test('deletes more than one batch', async () => {
    const { session, user_id } = await login(app, 'many@example.com');
    const rows = Array.from({ length: 1_200 }, (_, n) => ({
      environment_id: testId(),
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      user_id: user_id.slice(-36),
      token_hash: `hash-${n}`,
      started_at: 0,
      last_accessed_at: 0,
      expires_at: 1,
      attributes: '{}',
      authentication_factors: '[]',
      custom_claims: '{}',
    }));
    for (let from = 0; from < rows.length; from += 100) {
      const { q } = app.database;
      await app.database.affected(q.insertInto('sessions').values(rows.slice(from, from + 100)));
    }
    await app.periodicTasks.runAll();
    const { sessions } = (await app.call('GET', `/v1/sessions?user_id=${user_id}`)).body;
    expect(sessions).toEqual([session]);
    expect(await count('sessions')).toBe(1);
  });

  test('waits for a clock that was set back, without making others wait', async () => {
    await login(app, 'slow@example.com');
    await liveSession('slow@example.com');
    await app.call('PUT', '/selvage/v1/clock', { advance_seconds: -10 * 86_400 });
    await move('sessions', 'expires_at', -5 * DAY);
    await app.periodicTasks.runAll();
    expect(await count('sessions')).toBe(1);
    expect(await count('sessions', liveId())).toBe(0);
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
    await app.periodicTasks.runAll();
    expect(await count('sessions')).toBe(0);
  });

  test('goes by real time where a clock was set ahead: setting it back finds all there', async () => {
    const { session_token } = await login(app, 'fast@example.com');
    await app.call('PUT', '/selvage/v1/clock', { advance_seconds: 10 * 86_400 });
    await app.periodicTasks.runAll();
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
    const answer = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(answer.status).toBe(200);
  });
});

describe('periodic tasks', () => {
  test('are done by one of the nodes, once a period, and a failure stops no other task', async () => {
    const world = await createTestDatabase();
    let now = Date.UTC(2030, 0, 1);
    let runs = 0;
    const tasks: PeriodicTask[] = [
      {
        name: 'fails',
        everyMs: HOUR,
        run: () => Promise.reject(new Error('no')),
      },
      {
        name: 'counts',
        everyMs: HOUR,
        async run() {
          runs += 1;
          return 1;
        },
      },
    ];
    const nodes = [world.database, world.open(), world.open()].map((database) =>
      createPeriodicTasks(tasks, database, { now: () => now }, silentLogger()),
    );
    const round = async () => {
      for (const node of nodes) node.start();
      // The first look is under way; stopping lets it finish the task it is at.
      await expect.poll(() => runs).toBeGreaterThan(0);
      for (const node of nodes) await node.stop();
    };
    await round();
    expect(runs).toBe(1);
    await round();
    expect(runs).toBe(1);
    now += HOUR - MINUTE;
    await round();
    expect(runs).toBe(1);
    now += MINUTE;
    for (const node of nodes) node.start();
    await expect.poll(() => runs).toBe(2);
    for (const node of nodes) await node.stop();
    expect(runs).toBe(2);
    await world.close();
  });
});
