import type { SeedPath } from '../../config/seed-document.ts';
import type { Seed, SeedEnvironment, SeedProject } from '../../config/seed-schema.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { wireId } from '../../platform/ids.ts';
import type { ProviderSettingsService } from '../oauth/settings/provider-settings.service.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { InitialCredentials } from '../projects/projects.service.ts';
import { hasLiveEnvironment, putEnvironment } from '../projects/put-environment.ts';
import { putProject } from '../projects/put-project.ts';
import { putWorkspace, putWorkspaceKey } from '../projects/put-workspace.ts';
import type { EnvironmentRecord } from '../projects/records.ts';
import { addSecret } from '../projects/secrets.ts';
import { addWorkspaceKey } from '../projects/workspace-keys.ts';
import { type AccessTools, applyAccess } from './apply-access.ts';
import { derivedId } from './derived-id.ts';
import { pinnedProvider, type Variables } from './pinned-provider.ts';
import { pinnedEnvironment, uuidOf } from './pins.ts';

export interface WorldTools {
  tx: Executor;
  environments: Pick<EnvironmentCache, 'bump'>;
  oauthProviders: Pick<ProviderSettingsService, 'pin'>;
  variables: Variables;
  now: number;
  /** Runs a step; what it refuses is told with the place in the seed. */
  located<T>(path: SeedPath, step: () => Promise<T>): Promise<T>;
}

/** An environment of the seed as it now is. */
export interface SeededEnvironment {
  record: EnvironmentRecord;
  seed: SeedEnvironment;
  path: SeedPath;
}

export interface World {
  environments: SeededEnvironment[];
  /** Only where there was no workspace before, and some project has both environments. */
  credentials: InitialCredentials | undefined;
}

interface Listed {
  seed: SeedEnvironment;
  path: SeedPath;
}

/** LIVE first, as the rules of projects ask for. */
function listedEnvironments(project: SeedProject, path: SeedPath): Listed[] {
  const listed = (project.environments ?? []).map((seed, index) => ({
    seed,
    path: [...path, 'environments', index],
  }));
  const isLive = ({ seed }: Listed) => seed.type === 'LIVE';
  return [...listed.filter(isLive), ...listed.filter((one) => !isLive(one))];
}

async function applyOAuthProviders(
  { tx, oauthProviders, variables, located }: WorldTools,
  { record, seed, path }: SeededEnvironment,
): Promise<void> {
  for (const [index, entry] of (seed.oauth_providers ?? []).entries()) {
    await located([...path, 'oauth_providers', index], async () =>
      oauthProviders.pin(tx, record, entry.provider, pinnedProvider(entry, variables)),
    );
  }
}

async function applyProject(
  tools: WorldTools,
  workspaceId: string,
  seed: SeedProject,
  path: SeedPath,
): Promise<SeededEnvironment[]> {
  const { tx, environments, now, located } = tools;
  const { slug, name } = seed;
  const pins = { slug, name, id: derivedId('project', slug) };
  const project = await located(path, () => putProject(tx, environments, workspaceId, pins, now));
  const listed = listedEnvironments(seed, path);
  const needsLive = listed[0]?.seed.type === 'TEST' && !(await hasLiveEnvironment(tx, project));
  if (needsLive) listed.unshift({ seed: { type: 'LIVE' }, path });
  const done: SeededEnvironment[] = [];
  for (const [position, one] of listed.entries()) {
    // Lists are in the order of creation.
    const pinned = pinnedEnvironment(seed, one.seed, now + position);
    const record = await located(one.path, () =>
      putEnvironment(tx, environments, project, pinned, now),
    );
    await applyOAuthProviders(tools, { ...one, record });
    done.push({ ...one, record });
  }
  return done;
}

async function credentialsOf(
  { tx, now }: WorldTools,
  { record, seed }: SeededEnvironment,
): Promise<InitialCredentials['test']> {
  const value = seed.secrets?.[0] ?? (await addSecret(tx, record, {}, now)).value;
  const { id, kind, projectSlug, slug } = record;
  const token = seed.public_tokens?.[0];
  return {
    project_id: wireId('project', kind, id),
    secret: value,
    public_token:
      token ?? wireId('public-token', kind, derivedId('public-token', projectSlug, slug)),
  };
}

/** What `credentials.json` describes: the first project that has both environments. */
async function firstPair(
  tools: WorldTools,
  projects: readonly (readonly SeededEnvironment[])[],
): Promise<Pick<InitialCredentials, 'test' | 'live'> | undefined> {
  for (const environments of projects) {
    const test = environments.find(({ record }) => record.type === 'TEST');
    const live = environments.find(({ record }) => record.type === 'LIVE');
    if (!test || !live) continue;
    return { test: await credentialsOf(tools, test), live: await credentialsOf(tools, live) };
  }
  return undefined;
}

/** Makes the workspace and the projects of a seed, or brings them to what the seed says. */
export async function applyWorld(
  tools: WorldTools,
  access: AccessTools,
  seed: Seed,
): Promise<World> {
  const { tx, now, located } = tools;
  const workspace = await putWorkspace(tx, now);
  const keys = seed.workspace?.keys ?? [];
  for (const [index, { key_id, key_secret }] of keys.entries()) {
    const key = { id: uuidOf(key_id), secret: key_secret };
    const path = ['workspace', 'keys', index];
    await located(path, () => putWorkspaceKey(tx, workspace.id, key, now));
  }
  const projects: SeededEnvironment[][] = [];
  for (const [index, project] of (seed.projects ?? []).entries()) {
    projects.push(await applyProject(tools, workspace.id, project, ['projects', index]));
  }
  for (const environment of projects.flat()) await applyAccess(tools, access, environment);
  const pair = workspace.isNew ? await firstPair(tools, projects) : undefined;
  const credentials = pair && {
    management: keys[0] ?? (await addWorkspaceKey(tx, workspace.id, {}, now)),
    ...pair,
  };
  return { environments: projects.flat(), credentials };
}
