import { apiError } from '../features/catalogue.ts';
import type { Environment } from '../features/projects/environment.ts';
import type { EnvironmentCache } from '../features/projects/environment-cache.ts';
import { readBasic } from '../platform/basic-auth.ts';
import { hashToken, safeEqual } from '../platform/crypto/tokens.ts';
import { isUuid } from '../platform/ids.ts';

const PROJECT_ID = /^project-(?:test|live)-(.{36})$/;
const SECRET = /^secret-(?:test|live)-[A-Za-z0-9_=-]{8,128}$/;

export interface Authenticated {
  environment: Environment;
  /** Uuid of the secret that was presented. */
  secretId: string;
}

/**
 * The environment of well-formed credentials; the order of the checks is errors 1.2's. It is
 * there at once where this node holds it: a promise would cost as much as the checks.
 */
export function authenticateProject(
  environments: EnvironmentCache,
  header: string | undefined,
): Authenticated | Promise<Authenticated> {
  const credentials = readBasic(header);
  if (!credentials) throw apiError('invalid_authorization_header');
  const { username, password } = credentials;
  const uuid = PROJECT_ID.exec(username)?.[1];
  if (uuid === undefined || !isUuid(uuid)) throw apiError('invalid_project_id_authentication');
  if (!SECRET.test(password)) throw apiError('invalid_secret_authentication');
  const hash = hashToken(password);
  const match = (environment: Environment | undefined): Authenticated | undefined => {
    if (environment?.projectId !== username) return undefined;
    const secret = environment.secrets.find((one) => safeEqual(one.hash, hash));
    if (!secret) return undefined;
    environments.noteUse(environment, secret.id);
    return { environment, secretId: secret.id };
  };
  const held = match(environments.peek(uuid));
  if (held) return held;
  // The secret may have been made a moment ago, on another node.
  return environments.reload(uuid).then((fresh) => {
    const found = match(fresh);
    if (found) return found;
    throw apiError('unauthorized_credentials');
  });
}
