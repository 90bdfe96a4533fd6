import type { EnvironmentKind } from '../../platform/ids.ts';
import type { EnvironmentSettings } from './environment-settings.ts';

/** Where a management call points: `/pwa/v3/projects/{project_slug}`. */
export interface ProjectPlace {
  workspaceId: string;
  projectSlug: string;
}

/** `/pwa/v3/projects/{project_slug}/environments/{environment_slug}` */
export interface EnvironmentPlace extends ProjectPlace {
  environmentSlug: string;
}

export type Vertical = 'CONSUMER' | 'B2B';

export interface ProjectRecord {
  id: string;
  workspaceId: string;
  slug: string;
  name: string;
  vertical: Vertical;
  createdAt: number;
}

/** An environment as its operator sees it. Requests of its users are served from `Environment`. */
export interface EnvironmentRecord {
  /** The uuid inside the wire's project_id. */
  id: string;
  projectUuid: string;
  projectSlug: string;
  slug: string;
  name: string;
  type: 'TEST' | 'LIVE';
  kind: EnvironmentKind;
  settings: EnvironmentSettings;
  oauthCallbackId: string;
  createdAt: number;
}

/** The value itself is known only at the moment of creation. */
export interface SecretRow {
  id: string;
  lastFour: string;
  createdAt: number;
  usedAt: number | null;
}

export interface NewSecret {
  id: string;
  value: string;
  createdAt: number;
}

export interface PublicTokenRow {
  id: string;
  createdAt: number;
}
