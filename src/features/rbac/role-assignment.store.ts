import { sql } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';

/**
 * Takes a role from every user who has it, in one statement that reads the users with explicit
 * roles only (index users_roles). `roles` is compact JSON, and no role id holds a quote, a
 * backslash or a comma, so that its JSON text is found where it stands in the list and nowhere else.
 */
export function removeRole(tx: Executor, environmentId: string, role: string): Promise<number> {
  const text = JSON.stringify(role);
  const without = sql<string>`replace(replace(replace(roles, ${`${text},`}, ''), ${`,${text}`}, ''), ${text}, '')`;
  return tx.affected(
    tx.q
      .updateTable('users')
      .set({ roles: without })
      .where('environment_id', '=', environmentId)
      // Literal, so that the planner sees that the partial index has them all.
      .where(sql<boolean>`roles <> '[]'`)
      .where(sql<boolean>`replace(roles, ${text}, '') <> roles`),
  );
}
