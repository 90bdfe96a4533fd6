import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSelvage, type Selvage } from '../../main.ts';
import { silentLogger } from '../../platform/log.ts';
import { enterCode, userWithTotp } from '../../testing/authenticator-app.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { responseChecker } from '../../testing/response-check.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';
import { ethereumWallet, startWallet } from '../../testing/wallets.ts';

const oldKey = randomBytes(32).toString('base64');
const newKey = randomBytes(32).toString('base64');

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ ...unlimited, SELVAGE_MASTER_KEY: oldKey });
});
afterAll(() => app.close());

/** Everything that is stored about TOTPs and wallets, as text. */
async function stored(): Promise<string> {
  const { q, all } = app.database;
  return JSON.stringify([
    await all(q.selectFrom('factors').selectAll()),
    await all(q.selectFrom('totps').selectAll()),
    await all(q.selectFrom('totp_recovery_codes').selectAll()),
    await all(q.selectFrom('crypto_wallet_challenges').selectAll()),
  ]);
}

test('neither seed nor recovery codes nor challenges can be read from the database', async () => {
  const { secret, recovery_codes } = await userWithTotp(app);
  const { challenge } = (await startWallet(app, ethereumWallet())).body;
  const text = await stored();
  for (const plain of [secret, ...recovery_codes, challenge]) expect(text).not.toContain(plain);
  expect(text).not.toContain(Buffer.from(secret).toString('base64url'));
});

test('the text of a used recovery code is forgotten', async () => {
  const { user_id, totp_id, recovery_codes } = await userWithTotp(app);
  await app.call('POST', '/v1/totps/recover', { user_id, recovery_code: recovery_codes[0] });
  const { q } = app.database;
  const rows = await app.database.all(
    q
      .selectFrom('totp_recovery_codes')
      .select(['code', 'used_at'])
      .where('factor_id', '=', totp_id.slice(-36))
      .orderBy('id'),
  );
  expect(rows[0]?.code).toBeNull();
  expect(rows[0]?.used_at).not.toBeNull();
  expect(rows.slice(1).every((row) => row.code !== null && row.used_at === null)).toBe(true);
});

test('all of it moves to a new master key, and the old one is not needed any more', async () => {
  const enrolled = await userWithTotp(app);
  const { user_id, recovery_codes } = enrolled;
  const wallet = ethereumWallet();
  const { challenge } = (await startWallet(app, wallet)).body;
  const credentials = { username: app.test.project_id, password: app.test.secret };
  await withKeys(`${newKey},${oldKey}`, async (both) => {
    expect(await both.services.totps.reseal()).toBeGreaterThan(10);
    expect(await both.services.totps.reseal()).toBe(0);
    expect(await both.services.cryptoWallets.reseal()).toBeGreaterThan(0);
    expect(await both.services.cryptoWallets.reseal()).toBe(0);
    await both.services.signingKeys.reseal();
  });
  await withKeys(newKey, async ({ app: server }) => {
    const call = (path: string, body: object) =>
      inject(server, credentials, 'POST', path, body).then((answer) => answer.body);
    const listed = await call('/v1/totps/recovery_codes', { user_id });
    expect(listed.totps[0].recovery_codes).toEqual(recovery_codes);
    const recovery_code = recovery_codes[5];
    expect(await call('/v1/totps/recover', { user_id, recovery_code })).toMatchObject({
      status_code: 200,
    });
    const signed = await call('/v1/crypto_wallets/authenticate', {
      crypto_wallet_type: 'ethereum',
      crypto_wallet_address: wallet.address,
      signature: wallet.sign(challenge),
    });
    expect(signed).toMatchObject({ status_code: 200 });
  });
  await withKeys(newKey, async ({ app: server }) => {
    const call: TestApp['call'] = (method, path, body) =>
      inject(server, credentials, method, path, body);
    expect((await enterCode({ ...app, call }, enrolled, 1)).status).toBe(200);
  });
});

async function withKeys(masterKey: string, work: (node: Selvage) => Promise<void>): Promise<void> {
  const config = { ...app.config, masterKey };
  const node = await createSelvage(config, { log: silentLogger(), responseChecker });
  try {
    await work(node);
  } finally {
    await node.close();
  }
}
