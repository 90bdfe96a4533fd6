import { type Compilable, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Engine, Executor } from '../../platform/db/executor.ts';
import type { Schema, SessionTable } from '../../platform/db/schema.ts';
import { type Parameter, statement } from '../../platform/db/statement.ts';
import { sessionTableColumns } from './session.store.ts';

/** Answers one row as long as a proof holds, and keeps that from changing until the commit. */
export type Guard<G> = (
  q: Kysely<Schema>,
  parameter: Parameter<SessionTable & G>,
  engine: Engine,
) => SelectQueryBuilder<Schema, never, object>;

/** Starts the session of a row; false where the guard found nothing, and then nothing is changed. */
export type GuardedInsert<G> = (executor: Executor, row: SessionTable & G) => Promise<boolean>;

/**
 * For a proof that a login does not use up, as a password: what it stands on is looked at again and
 * the session is started by one statement, where a transaction takes six round trips.
 */
export function guardedInsert<G extends object>(guard: Guard<G>): GuardedInsert<G> {
  const insert = statement<SessionTable & G, { id: string }>((q, parameter, engine) => {
    const value = (column: keyof SessionTable) =>
      sql`${parameter(column as keyof (SessionTable & G) & string)}`.as(column);
    const proof = guard(q, parameter, engine).as('proof');
    return q
      .insertInto('sessions')
      .columns(sessionTableColumns)
      .expression(q.selectFrom(proof).select(sessionTableColumns.map(value)))
      .returning('id') as unknown as Compilable<{ id: string }>;
  });
  return async (executor, row) => (await insert(executor, row)).length === 1;
}
