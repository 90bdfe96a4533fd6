import { hashToken } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { removeDeletedRoles } from '../rbac/role-assignment.ts';
import { applyCreate, applyUpdate } from '../redirect-urls/defaults.ts';
import type { RegisteredUrl } from '../redirect-urls/matching.ts';
import { listRedirectUrls } from './environment.store.ts';
import { addEnvironment } from './environment-admin.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import * as store from './environment-records.store.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { listPublicTokens } from './public-tokens.store.ts';
import { addPublicToken } from './public-tokens.ts';
import type { EnvironmentRecord, ProjectRecord } from './records.ts';
import { saveRedirectUrls } from './redirect-urls.ts';
import { findSecretByHash } from './secrets.store.ts';
import { addSecret } from './secrets.ts';
import { checkName, checkSettings } from './setting-rules.ts';

export interface PinnedEnvironment {
  type: 'TEST' | 'LIVE';
  slug: string;
  /** Absent: kept, or `defaultName` for a new environment. */
  name?: string | undefined;
  defaultName: string;
  /** The uuid of its project_id, which one that is there must have; else `defaultId` for a new one. */
  id?: string | undefined;
  defaultId: string;
  oauthCallbackId: string;
  /** From the settings as they are to those wanted. */
  settings: (before: EnvironmentSettings | undefined) => Partial<EnvironmentSettings>;
  /** Valid beside those that there are. */
  secrets: readonly string[];
  /** Uuids; a new environment without one gets `defaultPublicToken`. */
  publicTokens: readonly string[];
  defaultPublicToken: string;
  /** All of a new environment, beside the others of an old one. Absent: not touched. */
  redirectUrls?: readonly RegisteredUrl[] | undefined;
  createdAt: number;
}

const conflict = (message: string): Error => apiError('invalid_argument', { message });

async function find(
  tx: Executor,
  project: ProjectRecord,
  pins: PinnedEnvironment,
): Promise<EnvironmentRecord | undefined> {
  const id = pins.id ?? pins.defaultId;
  const found =
    (await store.findEnvironment(tx, project.id, pins.slug)) ??
    (await store.findEnvironmentById(tx, id));
  if (!found) return undefined;
  if (found.projectUuid !== project.id || found.slug !== pins.slug) {
    throw conflict(`The project_id belongs to ${found.projectSlug}/${found.slug} already.`);
  }
  if (found.type !== pins.type) throw conflict(`The environment is there and is ${found.type}.`);
  if (pins.id !== undefined && found.id !== pins.id) {
    throw conflict(
      `The environment is there with the project_id ${wireId('project', found.kind, found.id)}.`,
    );
  }
  return found;
}

export async function hasLiveEnvironment(tx: Executor, project: ProjectRecord): Promise<boolean> {
  const environments = await store.listEnvironments(tx, project.id);
  return environments.some(({ type }) => type === 'LIVE');
}

type Change = () => Promise<unknown>;

function nextUrls(
  before: readonly RegisteredUrl[],
  wanted: readonly RegisteredUrl[],
): RegisteredUrl[] {
  return wanted.reduce<RegisteredUrl[]>(
    (rows, { url, validTypes }) =>
      rows.some((row) => row.url === url)
        ? applyUpdate(rows, url, validTypes, true)
        : applyCreate(rows, url, validTypes, true),
    [...before],
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What brings an environment from what it is to what is pinned; empty where nothing differs. */
async function differences(
  tx: Executor,
  id: string,
  pins: PinnedEnvironment,
  now: number,
): Promise<Change[]> {
  const record = await store.findEnvironmentById(tx, id);
  if (!record) return [];
  const changes: Change[] = [];
  const name = pins.name ?? record.name;
  const wanted = pins.settings(record.settings);
  const settings = { ...record.settings, ...wanted };
  if (name !== record.name || !same(settings, record.settings)) {
    checkName(name, 'invalid_environment_name');
    checkSettings(wanted);
    changes.push(() => store.updateEnvironment(tx, id, { name, settings }));
    const [before, after] = [record.settings.rbac_policy, settings.rbac_policy];
    changes.push(() => removeDeletedRoles(tx, id, before, after));
  }
  for (const [position, value] of pins.secrets.entries()) {
    if (await findSecretByHash(tx, id, hashToken(value))) continue;
    const createdAt = pins.createdAt + position;
    changes.push(() => addSecret(tx, record, { value, createdAt }, now));
  }
  const tokens = (await listPublicTokens(tx, id)).map((token) => token.id);
  for (const [position, token] of pins.publicTokens.entries()) {
    if (tokens.includes(token)) continue;
    const createdAt = pins.createdAt + position;
    changes.push(() => addPublicToken(tx, record, { id: token, createdAt }, now));
  }
  if (pins.redirectUrls) {
    const before = await listRedirectUrls(tx, id);
    const after = nextUrls(before, pins.redirectUrls);
    if (!same(before, after)) {
      changes.push(() => saveRedirectUrls(tx, id, before, after, now));
    }
  }
  return changes;
}

async function create(
  tx: Executor,
  project: ProjectRecord,
  pins: PinnedEnvironment,
  now: number,
): Promise<EnvironmentRecord> {
  const { type, slug, createdAt, oauthCallbackId } = pins;
  const record = await addEnvironment(
    tx,
    project,
    {
      type,
      slug,
      name: pins.name ?? pins.defaultName,
      id: pins.id ?? pins.defaultId,
      settings: pins.settings(undefined),
      publicToken: pins.publicTokens[0] ?? pins.defaultPublicToken,
      oauthCallbackId,
      createdAt,
    },
    now,
  );
  if (pins.redirectUrls) {
    const before = await listRedirectUrls(tx, record.id);
    await saveRedirectUrls(tx, record.id, before, [], now);
  }
  return record;
}

/**
 * Makes the environment or brings it to what is pinned; what is not pinned stays. The caller has
 * the lock of the project.
 */
export async function putEnvironment(
  tx: Executor,
  environments: Pick<EnvironmentCache, 'bump'>,
  project: ProjectRecord,
  pins: PinnedEnvironment,
  now: number,
): Promise<EnvironmentRecord> {
  const record = (await find(tx, project, pins)) ?? (await create(tx, project, pins, now));
  if ((await differences(tx, record.id, pins, now)).length > 0) {
    // Bumping makes other changes wait, so what differs is decided once more.
    await environments.bump(tx, record.id);
    for (const change of await differences(tx, record.id, pins, now)) await change();
  }
  return record;
}
