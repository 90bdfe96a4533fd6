import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import * as store from './challenge.store.ts';
import { messagePlace } from './sealed-place.ts';

const BATCH = 500;

/** Puts pending challenges under the newest master key. */
export function createReseal(database: Database, vault: Vault): () => Promise<number> {
  return async () => {
    let count = 0;
    let last: store.Sealed | undefined;
    do {
      const rows = await store.listSealed(database, last, BATCH);
      for (const row of rows.filter(({ message }) => vault.isStale(message))) {
        const place = messagePlace(row);
        const sealed = vault.seal(place, vault.open(place, row.message));
        count += await store.replaceMessage(database, row, sealed);
      }
      last = rows.at(-1);
    } while (last);
    return count;
  };
}
