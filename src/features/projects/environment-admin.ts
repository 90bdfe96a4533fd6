import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { orderedId, randomId, wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { removeDeletedRoles } from '../rbac/role-assignment.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import * as store from './environment-records.store.ts';
import { defaultSettings, type EnvironmentSettings } from './environment-settings.ts';
import { type ChangeEnvironment, locateEnvironment, locateProject } from './locate.ts';
import { newRedirectUrls } from './new-redirect-urls.ts';
import * as projectStore from './projects.store.ts';
import { addPublicToken } from './public-tokens.ts';
import type {
  EnvironmentPlace,
  EnvironmentRecord,
  ProjectPlace,
  ProjectRecord,
} from './records.ts';
import { saveRedirectUrls } from './redirect-urls.ts';
import { checkName, checkSettings } from './setting-rules.ts';
import { isSlug, slugOf, withSuffix } from './slug.ts';

export interface NewEnvironment {
  name: string;
  type: 'TEST' | 'LIVE';
  /** Made from the name where absent. */
  slug?: string | undefined;
  settings?: Partial<EnvironmentSettings> | undefined;
  /** The uuid of the project_id; the environment that has it already is given back as it is. */
  id?: string | undefined;
  /** The uuid of its first public token. */
  publicToken?: string | undefined;
  /** Wire form. */
  oauthCallbackId?: string | undefined;
  createdAt?: number | undefined;
}

export interface EnvironmentChanges {
  name?: string | undefined;
  /** Absent ones keep their value. */
  settings?: Partial<EnvironmentSettings> | undefined;
}

export interface EnvironmentAdmin {
  /**
   * A project has one LIVE environment, before any TEST one. A new environment has one public
   * token and no secret; a TEST one has the redirect URLs of a local front end.
   */
  createEnvironment(place: ProjectPlace, input: NewEnvironment): Promise<EnvironmentRecord>;
  listEnvironments(place: ProjectPlace): Promise<EnvironmentRecord[]>;
  /** Of all projects, for the bridge to the old API. */
  listWorkspaceEnvironments(workspaceId: string): Promise<EnvironmentRecord[]>;
  getEnvironment(place: EnvironmentPlace): Promise<EnvironmentRecord>;
  updateEnvironment(
    place: EnvironmentPlace,
    changes: EnvironmentChanges,
  ): Promise<EnvironmentRecord>;
  /** TEST only, with its users and all that they have. */
  deleteEnvironment(place: EnvironmentPlace): Promise<void>;
  countUsers(environmentId: string): Promise<number>;
}

function chooseSlug(input: NewEnvironment, existing: readonly EnvironmentRecord[]): string {
  const taken = (slug: string) => existing.some((environment) => environment.slug === slug);
  if (input.slug !== undefined) {
    if (!isSlug(input.slug)) throw apiError('invalid_environment_slug');
    if (taken(input.slug)) throw apiError('duplicate_environment_slug');
    return input.slug;
  }
  const slug = slugOf(input.name, input.type === 'LIVE' ? 'production' : 'test');
  return taken(slug) ? withSuffix(slug) : slug;
}

/** The caller holds the lock of the project. */
export async function addEnvironment(
  tx: Executor,
  project: ProjectRecord,
  input: NewEnvironment,
  now: number,
): Promise<EnvironmentRecord> {
  checkName(input.name, 'invalid_environment_name');
  checkSettings(input.settings ?? {});
  const existing = await store.listEnvironments(tx, project.id);
  const hasLive = existing.some((environment) => environment.type === 'LIVE');
  if (input.type === 'LIVE' && hasLive) throw apiError('live_environment_already_exists');
  if (input.type === 'TEST' && !hasLive) throw apiError('live_environment_required');
  const kind = input.type === 'LIVE' ? 'live' : 'test';
  const environment: EnvironmentRecord = {
    id: input.id ?? orderedId(),
    projectUuid: project.id,
    projectSlug: project.slug,
    slug: chooseSlug(input, existing),
    name: input.name,
    type: input.type,
    kind,
    settings: { ...defaultSettings(), ...input.settings },
    oauthCallbackId: input.oauthCallbackId ?? wireId('oauth-callback', kind, randomId()),
    createdAt: input.createdAt ?? now,
  };
  const { id, createdAt } = environment;
  // Versions start at the time, so that an environment made again under a pinned id never has one
  // under which some node still holds its predecessor.
  await store.insertEnvironment(tx, environment, now);
  await addPublicToken(tx, environment, { id: input.publicToken, createdAt }, now);
  await saveRedirectUrls(tx, id, [], newRedirectUrls(input.type), createdAt);
  return environment;
}

async function findPinned(
  executor: Executor,
  project: ProjectRecord,
  { id, slug, type }: NewEnvironment,
): Promise<EnvironmentRecord | undefined> {
  const found = id === undefined ? undefined : await store.findEnvironmentById(executor, id);
  if (!found) return undefined;
  const same = found.projectUuid === project.id && found.type === type;
  if (same && found.slug === (slug ?? found.slug)) return found;
  throw apiError('invalid_argument', { message: 'The pinned id belongs to another environment.' });
}

export function createEnvironmentAdmin(
  database: Database,
  environments: Pick<EnvironmentCache, 'bump' | 'reload'>,
  change: ChangeEnvironment,
  clock: Clock,
): EnvironmentAdmin {
  return {
    async createEnvironment(place, input) {
      const project = await locateProject(database, place);
      return database.transaction(async (tx) => {
        if ((await projectStore.lockProject(tx, project.id)) === 0) {
          throw apiError('project_not_found');
        }
        return (
          (await findPinned(tx, project, input)) ??
          (await addEnvironment(tx, project, input, clock.now()))
        );
      });
    },

    async listEnvironments(place) {
      const project = await locateProject(database, place);
      return store.listEnvironments(database, project.id);
    },

    listWorkspaceEnvironments: (workspaceId) =>
      store.listWorkspaceEnvironments(database, workspaceId),

    getEnvironment: (place) => locateEnvironment(database, place),

    updateEnvironment: (place, { name, settings = {} }) =>
      change(place, async (tx, environment) => {
        if (name !== undefined) checkName(name, 'invalid_environment_name');
        checkSettings(settings);
        const changed = {
          ...environment,
          name: name ?? environment.name,
          settings: { ...environment.settings, ...settings },
        };
        await store.updateEnvironment(tx, environment.id, changed);
        const [before, after] = [environment.settings, changed.settings];
        await removeDeletedRoles(tx, environment.id, before.rbac_policy, after.rbac_policy);
        return changed;
      }),

    async deleteEnvironment(place) {
      const { id: known, type } = await locateEnvironment(database, place);
      if (type === 'LIVE') throw apiError('cannot_delete_live_environment');
      await store.deleteTenantSurplus(database, known);
      const id = await change(place, async (tx, environment) => {
        await store.deleteTenantData(tx, environment.id);
        await store.deleteEnvironment(tx, environment.id);
        return environment.id;
      });
      // Once more: a user may have been made while the environment was going.
      await store.deleteTenantData(database, id);
      await environments.reload(id);
    },

    countUsers: (environmentId) => store.countUsers(database, environmentId),
  };
}
