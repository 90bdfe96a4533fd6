import type { Database, Executor } from '../../platform/db/executor.ts';
import { lockForTransaction, locks } from '../../platform/db/lock.ts';
import { orderedId, wireId } from '../../platform/ids.ts';
import { addEnvironment, type NewEnvironment } from './environment-admin.ts';
import { addProject, type NewProject } from './project-admin.ts';
import * as store from './projects.store.ts';
import { listPublicTokens } from './public-tokens.store.ts';
import type { ProjectRecord } from './records.ts';
import { addSecret } from './secrets.ts';
import { addWorkspaceKey, type WorkspaceKeyPins } from './workspace-keys.ts';

interface EnvironmentCredentials {
  project_id: string;
  secret: string;
  public_token: string;
}

/** What `credentials.json` holds beside the address: shown once, stored as hashes. */
export interface InitialCredentials {
  management: { key_id: string; key_secret: string };
  test: EnvironmentCredentials;
  live: EnvironmentCredentials;
}

type EnvironmentPins = Partial<Omit<NewEnvironment, 'type'>> & { secret?: string | undefined };

/** What a seed file fixes of the first world; all else is chosen or random. */
export interface BootstrapPins {
  managementKey?: WorkspaceKeyPins | undefined;
  project?: Partial<NewProject> | undefined;
  test?: EnvironmentPins | undefined;
  live?: EnvironmentPins | undefined;
}

async function addWithKeys(
  tx: Executor,
  project: ProjectRecord,
  { secret: value, ...input }: NewEnvironment & { secret?: string | undefined },
  now: number,
): Promise<EnvironmentCredentials> {
  const environment = await addEnvironment(tx, project, input, now);
  const { id, kind, createdAt } = environment;
  const secret = await addSecret(tx, environment, { value, createdAt }, now);
  const [token] = await listPublicTokens(tx, id);
  return {
    project_id: wireId('project', kind, id),
    secret: secret.value,
    public_token: wireId('public-token', kind, token?.id ?? ''),
  };
}

/**
 * Makes the first workspace, project, environments and keys, or nothing where there is a
 * workspace. Of nodes that start at once on an empty database, one makes them.
 */
export const bootstrap = (
  database: Database,
  pins: BootstrapPins,
  now: number,
): Promise<InitialCredentials | undefined> =>
  database.transaction(async (tx) => {
    await lockForTransaction(tx, locks.bootstrap);
    if (await store.findFirstWorkspace(tx)) return undefined;
    const workspaceId = orderedId();
    await store.insertWorkspace(tx, { id: workspaceId, name: 'Workspace', created_at: now });
    const management = await addWorkspaceKey(tx, workspaceId, pins.managementKey ?? {}, now);
    const project = await addProject(tx, workspaceId, { name: 'My Project', ...pins.project }, now);
    const live = await addWithKeys(
      tx,
      project,
      { name: 'Production', slug: 'production', ...pins.live, type: 'LIVE' },
      now,
    );
    const test = await addWithKeys(
      tx,
      project,
      { name: 'Test', slug: 'test', ...pins.test, type: 'TEST' },
      now,
    );
    return { management, test, live };
  });
