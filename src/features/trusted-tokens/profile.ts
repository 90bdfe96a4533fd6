import type { EnvironmentKind } from '../../platform/ids.ts';
import { isUuid, wireId } from '../../platform/ids.ts';

export type PublicKeyType = 'JWK' | 'PEM';

/** Our attribute to the name of the token's claim that holds it. */
export type AttributeMapping = Record<string, string>;

/** Whose tokens are accepted for logins, and what their claims mean. */
export interface Profile {
  /** Uuid. */
  id: string;
  name: string;
  issuer: string;
  audience: string;
  publicKeyType: PublicKeyType;
  /** Null for keys of type PEM. */
  jwksUrl: string | null;
  attributeMapping: AttributeMapping;
  /** Whether a token makes the user whom it names, where there is none. */
  canJitProvision: boolean;
  /** Oldest first; none for keys of type JWK. */
  pemFiles: PemFile[];
}

export interface PemFile {
  /** Uuid. */
  id: string;
  publicKey: string;
}

export const profileWireId = (kind: EnvironmentKind, id: string): string =>
  wireId('trusted-token-profile', kind, id);

export const pemFileWireId = (kind: EnvironmentKind, id: string): string =>
  wireId('pem-file', kind, id);

/** The uuid of a wire id of the environment; undefined for any other text. */
function uuidOf(prefixes: readonly string[], kind: EnvironmentKind, id: string) {
  const uuid = id.slice(-36);
  const known = isUuid(uuid) && prefixes.some((prefix) => id === wireId(prefix, kind, uuid));
  return known ? uuid : undefined;
}

/** Both prefixes stand in official examples. */
export const readProfileId = (kind: EnvironmentKind, id: string): string | undefined =>
  uuidOf(['trusted-token-profile', 'ttp'], kind, id);

export const readPemFileId = (kind: EnvironmentKind, id: string): string | undefined =>
  uuidOf(['pem-file'], kind, id);
