import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { PasswordTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

/** A password as it is stored. */
export type StoredPassword = Pick<PasswordTable, 'hash' | 'checked_as'>;

const findStatement = statement<{ environment: string; factor: string }, StoredPassword>(
  (q, parameter) =>
    q
      .selectFrom('passwords')
      .select(['hash', 'checked_as'])
      .where('environment_id', '=', parameter('environment'))
      .where('factor_id', '=', parameter('factor')),
);

export const findPassword = async (
  executor: Executor,
  environment: string,
  factor: string,
): Promise<StoredPassword | undefined> =>
  (await findStatement(executor, { environment, factor }))[0];

const putStatement = statement<PasswordTable, never>(
  (q, parameter) =>
    q
      .insertInto('passwords')
      .values({
        environment_id: parameter('environment_id'),
        factor_id: parameter('factor_id'),
        hash: parameter('hash'),
        checked_as: parameter('checked_as'),
        created_at: parameter('created_at'),
        updated_at: parameter('updated_at'),
      })
      .onConflict((conflict) =>
        conflict.columns(['environment_id', 'factor_id']).doUpdateSet((eb) => ({
          hash: eb.ref('excluded.hash'),
          checked_as: eb.ref('excluded.checked_as'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      ) as unknown as Compilable<never>,
);

/** Adds or replaces the password of a factor. The transaction has locked its user. */
export const putPassword = (
  executor: Executor,
  environment: string,
  factor: string,
  password: StoredPassword,
  now: number,
): Promise<never[]> =>
  putStatement(executor, {
    environment_id: environment,
    factor_id: factor,
    ...password,
    created_at: now,
    updated_at: now,
  });
