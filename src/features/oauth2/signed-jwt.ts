import type { Clock } from '../../platform/clock.ts';
import type { Environment } from '../projects/environment.ts';
import { activeKey } from '../sessions/session-jwt.ts';
import { readJwt, type SignedJwt, signJwt } from '../sessions/signed-jwt.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';

/** JWTs under the keys that also sign session JWTs. */
export interface JwtSigner {
  /** `header` beside `alg`, `kid` and `typ`. */
  sign(
    environment: Environment,
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** undefined for what is not a JWT under a listed key of this environment; expired ones are. */
  read(environment: Environment, token: string): SignedJwt | undefined;
}

export function createJwtSigner(dependencies: { keys: SigningKeys; clock: Clock }): JwtSigner {
  const { keys, clock } = dependencies;
  return {
    async sign(environment, claims, more = {}) {
      const now = clock.now();
      const signing = activeKey(environment, now) ? environment : await keys.ensure(environment);
      const key = activeKey(signing, now);
      if (!key) throw new Error('No signing key although one was made.');
      return signJwt(key, claims, more);
    },

    read: (environment, token) => readJwt(environment, token, clock.now()),
  };
}
