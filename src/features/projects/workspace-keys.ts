import { readBasic } from '../../platform/basic-auth.ts';
import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { isUuid, randomId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { lastFour, newWorkspaceSecret, workspaceKeyUuid, workspaceKeyWireId } from './keys.ts';
import * as store from './workspace-keys.store.ts';

/** A management key: it speaks for its whole workspace and for nothing else. */
export interface WorkspaceKey {
  id: string;
  workspaceId: string;
}

export interface WorkspaceKeyPins {
  /** `workspace-key-prod-<uuid>` without the prefix. */
  id?: string | undefined;
  secret?: string | undefined;
}

/** The key of an Authorization header; whatever is wrong with it, 401 says no more than that. */
export async function authenticateWorkspace(
  database: Database,
  header: string | undefined,
): Promise<WorkspaceKey> {
  const credentials = readBasic(header);
  const uuid = credentials && workspaceKeyUuid(credentials.username);
  if (uuid === undefined || !isUuid(uuid)) throw apiError('unauthorized_credentials');
  const found = await store.findWorkspaceKey(database, uuid);
  const hash = hashToken(credentials?.password ?? '');
  if (!found || !safeEqual(found.hash, hash)) throw apiError('unauthorized_credentials');
  return { id: found.id, workspaceId: found.workspaceId };
}

/** Adds a key and gives its wire id and its secret, which nobody can read again. */
export async function addWorkspaceKey(
  tx: Executor,
  workspaceId: string,
  pins: WorkspaceKeyPins,
  now: number,
): Promise<{ key_id: string; key_secret: string }> {
  const id = pins.id ?? randomId();
  const secret = pins.secret ?? newWorkspaceSecret();
  await store.insertWorkspaceKey(tx, {
    id,
    workspace_id: workspaceId,
    name: 'default',
    secret_hash: hashToken(secret),
    last_four: lastFour(secret),
    created_at: now,
  });
  return { key_id: workspaceKeyWireId(id), key_secret: secret };
}
