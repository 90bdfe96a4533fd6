import type { Executor } from '../../platform/db/executor.ts';
import type { Environment } from '../projects/environment.ts';
import { deleteAttachTokensOfUser } from './attach-token.store.ts';
import { deleteFlowsOfUser } from './flow.store.ts';

/**
 * Ends what sessions of a locked user have begun in order to attach an account: it would outlive
 * them, and the account be a way in for whoever had them.
 */
export async function endAttaching(
  tx: Executor,
  environment: Environment,
  userId: string,
): Promise<void> {
  await deleteAttachTokensOfUser(tx, environment.id, userId);
  await deleteFlowsOfUser(tx, environment.id, userId);
}
