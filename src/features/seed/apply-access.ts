import type { ClientSecrets } from '../m2m/client-secret.ts';
import { putClient } from '../m2m/put-client.ts';
import { putProfile } from '../trusted-tokens/put-profile.ts';
import type { SeededEnvironment, WorldTools } from './apply-world.ts';
import { pinnedProfile } from './pins.ts';

export interface AccessTools {
  clientSecrets: ClientSecrets;
  /** Whether key sets may be read over plain http. */
  allowPlain: boolean;
}

/** Makes the M2M clients and trusted profiles of an environment what the seed says. */
export async function applyAccess(
  { tx, now, located }: WorldTools,
  { clientSecrets, allowPlain }: AccessTools,
  { record, seed, path }: SeededEnvironment,
): Promise<void> {
  // Lists are in the order of creation.
  for (const [index, client] of (seed.m2m_clients ?? []).entries()) {
    await located([...path, 'm2m_clients', index], () =>
      putClient(tx, clientSecrets, record, client, now + index),
    );
  }
  for (const [index, profile] of (seed.trusted_token_profiles ?? []).entries()) {
    await located([...path, 'trusted_token_profiles', index], async () =>
      putProfile(tx, record, pinnedProfile(record.id, profile, allowPlain), now + index),
    );
  }
}
