import { apiError } from '../catalogue.ts';
import { readProjectId } from '../ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import { projectOfHeader, readClientCredentials } from './client-credentials.ts';
import type { ProjectDomains } from './issuers.ts';

/** What tells which project a call is about (behaviour-platform 0.1). */
export interface ProjectAddress {
  /** In the path. */
  projectId: string | undefined;
  /** Of the Host header, or of a trusted proxy's. */
  host: string;
  authorization: string | undefined;
  body: unknown;
}

export interface LocatedProject {
  environment: Environment;
  issuer: string;
}

export interface LocateDependencies {
  environments: EnvironmentCache;
  domains: ProjectDomains;
  publicUrl: string;
  /** The issuer of calls with a project id, where it is not the platform's own form. */
  issuerUrl: string | undefined;
  /** The uuids of the environments that have a client of this id, two at most. */
  environmentsOfClient(clientId: string): Promise<string[]>;
  /** The uuids of the environments with a page to authorize at, two at most. */
  identityProviders(): Promise<string[]>;
}

/**
 * The project_id that a bearer token says it is for. Unproven: whoever asks about the token checks
 * it under the keys of that project.
 */
function projectOfBearer(authorization: string | undefined): string | undefined {
  const payload = /^Bearer +[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  try {
    const { aud } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) ?? {};
    const [first] = Array.isArray(aud) ? aud : [];
    return typeof first === 'string' && readProjectId(first) !== undefined ? first : undefined;
  } catch {
    return undefined;
  }
}

export type LocateProject = (address: ProjectAddress) => LocatedProject | Promise<LocatedProject>;

/** Throws `invalid_project_id`, `project_not_found`, `invalid_client`. */
export function projectLocator(dependencies: LocateDependencies): LocateProject {
  const { environments, domains, publicUrl, issuerUrl } = dependencies;

  /** At once where this node holds it: a promise would cost as much as the work. */
  function byProjectId(
    projectId: string,
    issuer: (environment: Environment) => string,
  ): LocatedProject | Promise<LocatedProject> {
    const uuid = readProjectId(projectId);
    if (uuid === undefined) throw apiError('invalid_project_id');
    const accept = (environment: Environment | undefined): LocatedProject => {
      if (environment?.projectId !== projectId) throw apiError('project_not_found');
      return { environment, issuer: issuer(environment) };
    };
    const held = environments.peek(uuid);
    return held ? accept(held) : environments.get(uuid).then(accept);
  }

  /** Without a project id anywhere: only one project can have a client of this id. */
  async function byClient({ authorization, body }: ProjectAddress): Promise<LocatedProject> {
    const credentials = readClientCredentials(authorization, (body ?? {}) as object);
    // Who discovers or registers is no client yet: they mean the one project that has clients.
    const candidates = credentials
      ? dependencies.environmentsOfClient(credentials.clientId)
      : dependencies.identityProviders();
    const [uuid, another] = await candidates;
    const environment =
      uuid === undefined || another !== undefined ? undefined : await environments.get(uuid);
    if (environment) return { environment, issuer: publicUrl };
    if (credentials) throw apiError('invalid_client');
    throw apiError('invalid_request', { message: 'Nothing in the request names a project.' });
  }

  return (address) => {
    if (address.projectId !== undefined) {
      return byProjectId(
        address.projectId,
        ({ projectId }) => issuerUrl ?? `stytch.com/${projectId}`,
      );
    }
    const mapped = domains.projectOf(address.host);
    if (mapped !== undefined)
      return byProjectId(mapped, () => `https://${address.host.toLowerCase()}`);
    const named = projectOfHeader(address.authorization) ?? projectOfBearer(address.authorization);
    return named === undefined ? byClient(address) : byProjectId(named, () => publicUrl);
  };
}
