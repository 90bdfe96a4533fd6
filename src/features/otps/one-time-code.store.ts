import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { OneTimeCodeTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

/** Replaces whatever code the factor had: one live code at a time. */
export const putCode = statement<Omit<OneTimeCodeTable, 'used_at' | 'attempts'>, never>(
  (q, parameter) =>
    q
      .insertInto('one_time_codes')
      .values({
        environment_id: parameter('environment_id'),
        factor_id: parameter('factor_id'),
        user_id: parameter('user_id'),
        channel: parameter('channel'),
        code_mac: parameter('code_mac'),
        ip_address: parameter('ip_address'),
        user_agent: parameter('user_agent'),
        created_at: parameter('created_at'),
        expires_at: parameter('expires_at'),
        attempts: 0,
      })
      .onConflict((conflict) =>
        conflict.columns(['environment_id', 'factor_id']).doUpdateSet((eb) => ({
          user_id: eb.ref('excluded.user_id'),
          channel: eb.ref('excluded.channel'),
          code_mac: eb.ref('excluded.code_mac'),
          ip_address: eb.ref('excluded.ip_address'),
          user_agent: eb.ref('excluded.user_agent'),
          created_at: eb.ref('excluded.created_at'),
          expires_at: eb.ref('excluded.expires_at'),
          used_at: null,
          attempts: 0,
        })),
      ) as unknown as Compilable<never>,
);

const guessStatement = statement<{ environment: string; factor: string }, OneTimeCodeTable>(
  (q, parameter) =>
    q
      .updateTable('one_time_codes')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where('environment_id', '=', parameter('environment'))
      .where('factor_id', '=', parameter('factor'))
      .returningAll(),
);

/** The code of a factor, its attempts counted before anything is compared. */
export const guessCode = async (
  executor: Executor,
  environment: string,
  factor: string,
): Promise<OneTimeCodeTable | undefined> =>
  (await guessStatement(executor, { environment, factor }))[0];

const consumeStatement = statement<
  { environment: string; factor: string; mac: string; now: number },
  { factor_id: string }
>((q, parameter) =>
  q
    .updateTable('one_time_codes')
    .set({ used_at: parameter('now') })
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor'))
    .where('code_mac', '=', parameter('mac'))
    .where('used_at', 'is', null)
    .where('expires_at', '>', parameter('now'))
    .returning('factor_id'),
);

/** One statement decides: of any number of callers exactly one gets true. */
export const consumeCode = async (
  executor: Executor,
  values: { environment: string; factor: string; mac: string; now: number },
): Promise<boolean> => (await consumeStatement(executor, values)).length === 1;
