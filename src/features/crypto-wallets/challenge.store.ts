import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { CryptoWalletChallengeTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

/** Replaces whatever challenge the wallet had: one pending at a time. */
export const putChallenge = statement<CryptoWalletChallengeTable, never>(
  (q, parameter) =>
    q
      .insertInto('crypto_wallet_challenges')
      .values({
        environment_id: parameter('environment_id'),
        factor_id: parameter('factor_id'),
        id: parameter('id'),
        address: parameter('address'),
        message: parameter('message'),
        siwe_params: parameter('siwe_params'),
        not_before: parameter('not_before'),
        created_at: parameter('created_at'),
        expires_at: parameter('expires_at'),
      })
      .onConflict((conflict) =>
        conflict.columns(['environment_id', 'factor_id']).doUpdateSet((eb) => ({
          id: eb.ref('excluded.id'),
          message: eb.ref('excluded.message'),
          siwe_params: eb.ref('excluded.siwe_params'),
          not_before: eb.ref('excluded.not_before'),
          created_at: eb.ref('excluded.created_at'),
          expires_at: eb.ref('excluded.expires_at'),
        })),
      ) as unknown as Compilable<never>,
);

const findStatement = statement<
  { environment: string; address: string },
  CryptoWalletChallengeTable
>((q, parameter) =>
  q
    .selectFrom('crypto_wallet_challenges')
    .select([
      'environment_id',
      'factor_id',
      'id',
      'address',
      'message',
      'siwe_params',
      'not_before',
      'created_at',
      'expires_at',
    ])
    .where('environment_id', '=', parameter('environment'))
    .where('address', '=', parameter('address')),
);

/** Also an expired one, until it is cleared away. */
export const findChallenge = async (
  executor: Executor,
  environment: string,
  address: string,
): Promise<CryptoWalletChallengeTable | undefined> =>
  (await findStatement(executor, { environment, address }))[0];

const consumeStatement = statement<
  { environment: string; factor: string; id: string; now: number },
  { id: string }
>((q, parameter) =>
  q
    .deleteFrom('crypto_wallet_challenges')
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor'))
    .where('id', '=', parameter('id'))
    .where('expires_at', '>', parameter('now'))
    .returning('id'),
);

/** One statement decides: of any number of callers exactly one gets true. */
export const consumeChallenge = async (
  executor: Executor,
  values: { environment: string; factor: string; id: string; now: number },
): Promise<boolean> => (await consumeStatement(executor, values)).length === 1;

export interface Sealed {
  environment_id: string;
  factor_id: string;
  id: string;
  message: string;
}

/** In batches, for putting them under another master key. */
export function listSealed(
  executor: Executor,
  after: Sealed | undefined,
  limit: number,
): Promise<Sealed[]> {
  let query = executor.q
    .selectFrom('crypto_wallet_challenges')
    .select(['environment_id', 'factor_id', 'id', 'message']);
  if (after) {
    query = query.where((eb) =>
      eb(
        eb.refTuple('environment_id', 'factor_id'),
        '>',
        eb.tuple(after.environment_id, after.factor_id),
      ),
    );
  }
  return executor.all(query.orderBy('environment_id').orderBy('factor_id').limit(limit));
}

/** Nothing is written where the challenge was replaced or used meanwhile. */
export const replaceMessage = (executor: Executor, row: Sealed, message: string): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('crypto_wallet_challenges')
      .set({ message })
      .where('environment_id', '=', row.environment_id)
      .where('factor_id', '=', row.factor_id)
      .where('id', '=', row.id),
  );
