import type { Environment } from '../projects/environment.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Client } from './client-record.ts';

export const FULL_ACCESS = 'full_access';
export const OFFLINE_ACCESS = 'offline_access';
export const OPENID = 'openid';

/** Scopes that every environment has; all others are of its RBAC policy (behaviour-platform 5.1). */
const builtIn: Record<string, string> = {
  openid: 'Confirm who you are.',
  profile: 'See your name and picture.',
  email: 'See your email address.',
  phone: 'See your phone number.',
  offline_access: 'Keep access while you are not using the app.',
  full_access: 'Act for you without limits.',
};

/** What a client asks for that names no scopes at all, as the SDKs have it. */
const DEFAULT_SCOPES = ['openid', 'profile', 'email'];

/** RFC 6749 section 3.3. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/;
const MAX_SCOPES = 100;

/** The part of the RBAC service that scopes need. */
export interface ScopePolicy {
  scopes(environment: Environment): readonly { scope: string; description: string }[];
  grantableScopes(
    environment: Environment,
    user: Pick<UserRecord, 'roles'>,
  ): readonly { scope: string }[];
}

export interface ScopeResult {
  scope: string;
  description: string;
  is_grantable: boolean;
}

/** The distinct scopes of a request; undefined where one of them is not a scope at all. */
export function readScopes(scopes: readonly string[]): string[] | undefined {
  const distinct = [...new Set(scopes.length === 0 ? DEFAULT_SCOPES : scopes)];
  if (distinct.length > MAX_SCOPES) return undefined;
  return distinct.every((scope) => SCOPE_TOKEN.test(scope)) ? distinct : undefined;
}

export interface Scopes {
  /** Of each requested scope, whether this user can grant it. An unknown one nobody can. */
  results(environment: Environment, user: UserRecord, requested: readonly string[]): ScopeResult[];
  /** What is left of granted scopes today: roles, policy and client may have changed. */
  stillGranted(
    environment: Environment,
    user: UserRecord,
    client: Client,
    granted: readonly string[],
  ): string[];
  /** For the discovery documents. */
  supported(environment: Environment): string[];
}

export function createScopes(policy: ScopePolicy): Scopes {
  const grantableSet = (environment: Environment, user: UserRecord): Set<string> =>
    new Set(policy.grantableScopes(environment, user).map(({ scope }) => scope));

  const isBuiltIn = (scope: string): boolean => Object.hasOwn(builtIn, scope);

  return {
    results(environment, user, requested) {
      const grantable = grantableSet(environment, user);
      const custom = new Map(
        policy.scopes(environment).map(({ scope, description }) => [scope, description]),
      );
      return requested.map((scope) => ({
        scope,
        description: (isBuiltIn(scope) ? builtIn[scope] : custom.get(scope)) ?? '',
        is_grantable: isBuiltIn(scope) || grantable.has(scope),
      }));
    },

    stillGranted(environment, user, client, granted) {
      // Most tokens have no custom scope, and the policy need not be asked.
      const custom = granted.every(isBuiltIn) ? undefined : grantableSet(environment, user);
      return granted.filter((scope) => {
        if (scope === FULL_ACCESS) return client.fullAccessAllowed;
        return isBuiltIn(scope) || custom?.has(scope) === true;
      });
    },

    supported: (environment) => [
      ...Object.keys(builtIn).filter((scope) => scope !== FULL_ACCESS),
      ...policy.scopes(environment).map(({ scope }) => scope),
    ],
  };
}
