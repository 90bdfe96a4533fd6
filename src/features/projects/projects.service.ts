import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { type BootstrapPins, bootstrap, type InitialCredentials } from './bootstrap.ts';
import { currentVersion } from './environment.store.ts';
import type { Environment } from './environment.ts';
import { createEnvironmentAdmin, type EnvironmentAdmin } from './environment-admin.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import {
  type ChangeEnvironment,
  type ChangeProject,
  environmentChanger,
  locateEnvironment,
  projectChanger,
} from './locate.ts';
import { createProjectAdmin, type ProjectAdmin } from './project-admin.ts';
import { findFirstWorkspace } from './projects.store.ts';
import { createPublicTokenAdmin, type PublicTokenAdmin } from './public-tokens.ts';
import type { EnvironmentPlace } from './records.ts';
import { createRedirectUrlAdmin, type RedirectUrlAdmin } from './redirect-urls.ts';
import { createSecretAdmin, type SecretAdmin } from './secrets.ts';
import { authenticateWorkspace, type WorkspaceKey } from './workspace-keys.ts';

export type { BootstrapPins, InitialCredentials } from './bootstrap.ts';
export type { WorkspaceKey } from './workspace-keys.ts';

/**
 * The operator's side: workspace, projects, environments and their keys and URLs. Creators with a
 * pinned id or value give back what has it already, so that a seed file can be applied again.
 */
export interface Projects
  extends ProjectAdmin,
    EnvironmentAdmin,
    SecretAdmin,
    PublicTokenAdmin,
    RedirectUrlAdmin {
  /** By an Authorization header; 401 `unauthorized_credentials` whatever is wrong. */
  authenticateWorkspace(header: string | undefined): Promise<WorkspaceKey>;
  /** Makes the first world; undefined where there is a workspace already. */
  bootstrap(pins?: BootstrapPins): Promise<InitialCredentials | undefined>;
  /** The uuid of the first workspace; undefined before `bootstrap`. */
  firstWorkspace(): Promise<string | undefined>;
  /** For other areas' settings that are a project's and hold in all its environments. */
  changeProject: ChangeProject;
  /** The same for what belongs to one environment. */
  changeEnvironment: ChangeEnvironment;
  /** An environment as its own operations see it, current. */
  snapshot(place: EnvironmentPlace): Promise<Environment>;
  /** The version in the database now; undefined where there is no such environment. */
  currentVersion(environmentId: string): Promise<number | undefined>;
}

export function createProjects(
  database: Database,
  environments: Pick<EnvironmentCache, 'bump' | 'reload'>,
  clock: Clock,
): Projects {
  const change = environmentChanger(database, environments);
  const changeProject = projectChanger(database, environments);
  return {
    ...createProjectAdmin(database, environments, changeProject, clock),
    ...createEnvironmentAdmin(database, environments, change, clock),
    ...createSecretAdmin(database, change, clock),
    ...createPublicTokenAdmin(database, change, clock),
    ...createRedirectUrlAdmin(database, change, clock),
    authenticateWorkspace: (header) => authenticateWorkspace(database, header),
    bootstrap: (pins = {}) => bootstrap(database, pins, clock.now()),
    firstWorkspace: async () => (await findFirstWorkspace(database))?.id,
    changeProject,
    changeEnvironment: change,
    async snapshot(place) {
      const { id } = await locateEnvironment(database, place);
      const environment = await environments.reload(id);
      if (!environment) throw apiError('environment_not_found');
      return environment;
    },
    currentVersion: (environmentId) => currentVersion(database, environmentId),
  };
}
