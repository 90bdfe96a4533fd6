import { hashToken } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { lockForTransaction, locks } from '../../platform/db/lock.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { lastFour } from './keys.ts';
import { findFirstWorkspace, insertWorkspace } from './projects.store.ts';
import { findWorkspaceKey } from './workspace-keys.store.ts';
import { addWorkspaceKey } from './workspace-keys.ts';

/** The first workspace, made where there is none. One node at a time until the transaction ends. */
export async function putWorkspace(
  tx: Executor,
  now: number,
): Promise<{ id: string; isNew: boolean }> {
  await lockForTransaction(tx, locks.bootstrap);
  const found = await findFirstWorkspace(tx);
  if (found) return { id: found.id, isNew: false };
  const id = orderedId();
  await insertWorkspace(tx, { id, name: 'Workspace', created_at: now });
  return { id, isNew: true };
}

/** Makes the key valid with this secret; `id` is the uuid of its wire id. */
export async function putWorkspaceKey(
  tx: Executor,
  workspaceId: string,
  { id, secret }: { id: string; secret: string },
  now: number,
): Promise<void> {
  const found = await findWorkspaceKey(tx, id);
  if (!found) {
    await addWorkspaceKey(tx, workspaceId, { id, secret }, now);
    return;
  }
  if (found.workspaceId !== workspaceId) {
    throw apiError('invalid_argument', { message: 'The key belongs to another workspace.' });
  }
  const secretHash = hashToken(secret);
  if (found.hash === secretHash) return;
  await tx.affected(
    tx.q
      .updateTable('workspace_keys')
      .set({ secret_hash: secretHash, last_four: lastFour(secret) })
      .where('id', '=', id),
  );
}
