import { apiError } from '../features/catalogue.ts';
import { readProjectId } from '../features/ids.ts';
import type { Environment } from '../features/projects/environment.ts';
import type { EnvironmentCache } from '../features/projects/environment-cache.ts';
import { readBasic } from '../platform/basic-auth.ts';
import { hashToken, safeEqual } from '../platform/crypto/tokens.ts';
import { createAcceptedCredentials } from './accepted-credentials.ts';

const SECRET = /^secret-(?:test|live)-[A-Za-z0-9_=-]{8,128}$/;

export interface Authenticated {
  environment: Environment;
  /** Uuid of the secret that was presented. */
  secretId: string;
}

/** There at once where this node holds the environment: a promise would cost as much as the rest. */
export type AuthenticateProject = (
  header: string | undefined,
) => Authenticated | Promise<Authenticated>;

export function createProjectAuthentication(environments: EnvironmentCache): AuthenticateProject {
  const accepted = createAcceptedCredentials(environments);

  /** The environment of well-formed credentials; the order of the checks is errors 1.2's. */
  function check(header: string | undefined): Authenticated | Promise<Authenticated> {
    const credentials = readBasic(header);
    if (!credentials) throw apiError('invalid_authorization_header');
    const { username, password } = credentials;
    const uuid = readProjectId(username);
    if (uuid === undefined) throw apiError('invalid_project_id_authentication');
    if (!SECRET.test(password)) throw apiError('invalid_secret_authentication');
    const hash = hashToken(password);
    const match = (environment: Environment | undefined): Authenticated | undefined => {
      if (environment?.projectId !== username) return undefined;
      const secret = environment.secrets.find((one) => safeEqual(one.hash, hash));
      if (!secret) return undefined;
      const found = { environment, secretId: secret.id };
      accepted.remember(header as string, found);
      return found;
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

  const noted = (found: Authenticated): Authenticated => {
    environments.noteUse(found.environment, found.secretId);
    return found;
  };

  return (header) => {
    const found = (header === undefined ? undefined : accepted.recall(header)) ?? check(header);
    return found instanceof Promise ? found.then(noted) : noted(found);
  };
}
