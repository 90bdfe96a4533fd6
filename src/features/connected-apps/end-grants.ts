import type { Executor } from '../../platform/db/executor.ts';
import type { Environment } from '../projects/environment.ts';
import { revokeAuthorizationsOfUser } from './authorization.store.ts';
import { revokeGrantsOfUser } from './grant.store.ts';

/**
 * Takes back all that a locked user granted to any app, with every token and code that came of it:
 * for where somebody else may have granted it.
 */
export async function endGrants(
  tx: Executor,
  environment: Environment,
  userId: string,
): Promise<void> {
  const now = environment.now();
  // The grants first: a flow that completes meanwhile holds one, so its tokens are seen below.
  await revokeGrantsOfUser(tx, environment.id, userId, now);
  await revokeAuthorizationsOfUser(tx, environment.id, userId, undefined, now);
}
