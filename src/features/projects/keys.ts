import { randomBytes } from 'node:crypto';
import type { EnvironmentKind } from '../../platform/ids.ts';

/** 26 random bytes as 36 characters, padding included, like the hosted API's. */
export const newSecretValue = (kind: EnvironmentKind): string =>
  `secret-${kind}-${randomBytes(26).toString('base64url')}=`;

export const newWorkspaceSecret = (): string =>
  `workspace-secret-${randomBytes(32).toString('base64url')}`;

/** What a masked secret still shows. */
export const lastFour = (secret: string): string => secret.slice(-4);

const WORKSPACE_KEY = 'workspace-key-prod-';

export const workspaceKeyWireId = (uuid: string): string => WORKSPACE_KEY + uuid;

/** The uuid of a management key id, or undefined; not checked to be a uuid. */
export const workspaceKeyUuid = (wireId: string): string | undefined =>
  wireId.startsWith(WORKSPACE_KEY) ? wireId.slice(WORKSPACE_KEY.length) : undefined;
