import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import type { Environment } from '../projects/environment.ts';
import type { EmailIdentity } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';

/** Each lost race means that another call won one. */
const MAX_TRIES = 5;

/**
 * Works on the user of an address, made by `create` if there is none. Finding one takes no lock,
 * so the user may come or go meanwhile: then all is decided again.
 */
export async function findOrCreate<T>(
  dependencies: { database: Database; users: Pick<Users, 'findByIdentifier'> },
  environment: Environment,
  email: EmailIdentity,
  create: (tx: Executor) => Promise<UserRecord>,
  then: (tx: Executor, user: UserRecord, created: boolean) => Promise<T>,
): Promise<T> {
  const { database, users } = dependencies;
  for (let tries = 1; ; tries += 1) {
    const found = await users.findByIdentifier(environment, 'email', email.identifier);
    try {
      return await database.transaction(async (tx) =>
        found ? then(tx, found, false) : then(tx, await create(tx), true),
      );
    } catch (error) {
      const came = !found && error instanceof ApiError && error.type === 'duplicate_email';
      const overtaken = came || isForeignKeyViolation(error);
      if (!overtaken || tries >= MAX_TRIES) throw error;
    }
  }
}
