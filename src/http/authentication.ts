import { apiError } from '../features/catalogue.ts';
import type { Environment } from '../features/projects/environment.ts';
import type { EnvironmentCache } from '../features/projects/environment-cache.ts';
import { readBasic } from '../platform/basic-auth.ts';
import { hashToken, safeEqual } from '../platform/crypto/tokens.ts';
import { isUuid } from '../platform/ids.ts';

const PROJECT_ID = /^project-(?:test|live)-(.{36})$/;
const SECRET = /^secret-(?:test|live)-[A-Za-z0-9_=-]{8,128}$/;

/**
 * The environment of well-formed credentials; the order of the checks is errors 1.2's. It is
 * there at once where this node holds it: a promise would cost as much as the checks.
 */
export function authenticateProject(
  environments: EnvironmentCache,
  header: string | undefined,
): Environment | Promise<Environment> {
  const credentials = readBasic(header);
  if (!credentials) throw apiError('invalid_authorization_header');
  const { username, password } = credentials;
  const uuid = PROJECT_ID.exec(username)?.[1];
  if (uuid === undefined || !isUuid(uuid)) throw apiError('invalid_project_id_authentication');
  if (!SECRET.test(password)) throw apiError('invalid_secret_authentication');
  const hash = hashToken(password);
  const matches = (environment: Environment | undefined): environment is Environment => {
    if (environment?.projectId !== username) return false;
    const secret = environment.secrets.find((one) => safeEqual(one.hash, hash));
    if (secret) environments.noteUse(environment, secret.id);
    return secret !== undefined;
  };
  const held = environments.peek(uuid);
  if (matches(held)) return held;
  // The secret may have been made a moment ago, on another node.
  return environments.reload(uuid).then((fresh) => {
    if (matches(fresh)) return fresh;
    throw apiError('unauthorized_credentials');
  });
}
