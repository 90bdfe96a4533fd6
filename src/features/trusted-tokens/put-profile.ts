import type { Executor } from '../../platform/db/executor.ts';
import type { EnvironmentRecord } from '../projects/records.ts';
import * as store from './profile.store.ts';
import type { Profile } from './profile.ts';

/**
 * Makes a profile, or brings one that is there to what is pinned, keys included. Like the others its
 * ids are given.
 */
export async function putProfile(
  tx: Executor,
  environment: EnvironmentRecord,
  profile: Profile,
  createdAt: number,
): Promise<void> {
  const { profile: before } = await store.findProfile(tx, environment.id, profile.id);
  if (!before) return store.insertProfile(tx, environment.id, profile, createdAt);
  await store.updateProfile(tx, environment.id, profile);
  const kept = new Set(profile.pemFiles.map(({ id }) => id));
  for (const { id } of before.pemFiles) {
    if (!kept.has(id)) await store.deletePemFile(tx, environment.id, profile.id, id);
  }
  const known = new Set(before.pemFiles.map(({ id }) => id));
  for (const file of profile.pemFiles) {
    if (known.has(file.id)) continue;
    await store.insertPemFile(tx, environment.id, profile.id, file, createdAt);
  }
}
