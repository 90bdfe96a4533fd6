import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { Users } from '../users/users.service.ts';
import { revokeAuthorizationsOfUser } from './authorization.store.ts';
import type { Client } from './client-record.ts';
import { findClient } from './find-client.ts';
import * as grants from './grant.store.ts';

export interface Consents {
  /** The apps with a completed flow that was not revoked; `scopes` space separated. */
  list(environment: Environment, userId: string): Promise<{ client: Client; scopes: string }[]>;
  /**
   * Takes back what the user granted: every token that came of it is dead with the next use, and
   * the next flow asks again. 404 `connected_app_not_found` where nothing is granted.
   */
  revoke(environment: Environment, userId: string, clientId: string): Promise<void>;
}

export function createConsents({
  database,
  users,
}: {
  database: Database;
  users: Pick<Users, 'get'>;
}): Consents {
  return {
    async list(environment, userId) {
      const user = await users.get(environment, userId);
      return grants.listGrants(database, environment.id, user.id);
    },

    async revoke(environment, userId, clientId) {
      const user = await users.get(environment, userId);
      const client = await findClient(database, environment, clientId);
      if (!client) throw apiError('connected_app_not_found');
      const now = environment.now();
      const revoked = await database.transaction(async (tx) => {
        // The grant first: a flow that completes meanwhile holds it, so its tokens are seen below.
        if (!(await grants.revokeGrant(tx, environment.id, user.id, client.id, now))) return false;
        await revokeAuthorizationsOfUser(tx, environment.id, user.id, client.id, now);
        return true;
      });
      if (!revoked) throw apiError('connected_app_not_found');
    },
  };
}
