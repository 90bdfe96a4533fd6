import type { Database } from '../../platform/db/executor.ts';
import * as store from './sealed.store.ts';
import type { TotpVault } from './totp-vault.ts';

const BATCH = 500;

/**
 * Puts seeds and unused recovery codes under the newest master key. A used code keeps its MAC of
 * the old key: it only has to stay unusable.
 */
export function createReseal(database: Database, vault: TotpVault): () => Promise<number> {
  async function resealSecrets(): Promise<number> {
    let count = 0;
    let last: store.SealedSecret | undefined;
    do {
      const rows = await store.listSecrets(database, last, BATCH);
      for (const row of rows.filter(({ secret }) => vault.isStale(secret))) {
        const { environment_id, factor_id } = row;
        const secret = vault.openSecret(environment_id, factor_id, row.secret);
        const sealed = vault.sealSecret(environment_id, factor_id, secret);
        count += await store.replaceSecret(database, row, sealed);
      }
      last = rows.at(-1);
    } while (last);
    return count;
  }

  async function resealCodes(): Promise<number> {
    let count = 0;
    let last: store.SealedCode | undefined;
    do {
      const rows = await store.listUnusedCodes(database, last, BATCH);
      for (const row of rows.filter(({ code }) => vault.isStale(code))) {
        const { environment_id, id, factor_id } = row;
        const code = vault.openCode(environment_id, id, row.code);
        count += await store.replaceCode(database, row, {
          code: vault.sealCode(environment_id, id, code),
          code_mac: vault.codeMac(environment_id, factor_id, code),
        });
      }
      last = rows.at(-1);
    } while (last);
    return count;
  }

  return async () => (await resealSecrets()) + (await resealCodes());
}
