import { type Compilable, sql } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import { inBatches } from '../../platform/db/in-batches.ts';
import type { OAuthTokenTable } from '../../platform/db/oauth-tables.ts';
import { statement } from '../../platform/db/statement.ts';

export const insertToken = (executor: Executor, token: OAuthTokenTable): Promise<number> =>
  executor.affected(executor.q.insertInto('oauth_tokens').values(token));

type FoundRow = { version: number } & { [K in keyof OAuthTokenTable]: OAuthTokenTable[K] | null };

const findStatement = statement<{ environment: string; tokenHash: string }, FoundRow>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('oauth_tokens as t', (join) =>
        join.onRef('t.environment_id', '=', 'e.id').on('t.token_hash', '=', parameter('tokenHash')),
      )
      .select('e.version')
      .select(['t.environment_id', 't.token_hash', 't.user_id', 't.factor_id', 't.email_factor_id'])
      .select(['t.code_challenge', 't.provider_values', 't.created_at', 't.expires_at'])
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<FoundRow>,
);

/** The token's row, expired or not, and the environment's version. */
export async function findToken(
  executor: Executor,
  environment: string,
  tokenHash: string,
): Promise<{ version: number | undefined; row: OAuthTokenTable | undefined }> {
  const [row] = await findStatement(executor, { environment, tokenHash });
  return {
    version: row?.version,
    row: row && row.token_hash !== null ? (row as OAuthTokenTable) : undefined,
  };
}

/** One statement decides: of any number of callers exactly one gets true, and nothing is left. */
export const consumeToken = async (
  executor: Executor,
  environment: string,
  tokenHash: string,
  now: number,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .deleteFrom('oauth_tokens')
      .where('environment_id', '=', environment)
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now),
  )) === 1;

/** Of tokens nobody came for: across all environments, real time. Index oauth_tokens_waiting. */
export const wipeExpiredValues = (executor: Executor, now: number): Promise<number> =>
  inBatches(executor.engine, (limit) =>
    executor.affected(
      executor.q
        .updateTable('oauth_tokens')
        .set({ provider_values: null })
        .where((eb) =>
          eb(
            eb.refTuple('environment_id', 'token_hash'),
            'in',
            eb
              .selectFrom('oauth_tokens')
              .select(['environment_id', 'token_hash'])
              .where('expires_at', '<', now)
              .where('provider_values', 'is not', null)
              .orderBy('expires_at')
              .limit(sql.lit(limit))
              .$asTuple('environment_id', 'token_hash'),
          ),
        ),
    ),
  );

export type Sealed = Pick<OAuthTokenTable, 'environment_id' | 'token_hash'> & {
  provider_values: string;
};

/** In batches, for putting them under another master key. */
export function listSealed(
  executor: Executor,
  after: Sealed | undefined,
  limit: number,
): Promise<Sealed[]> {
  let query = executor.q
    .selectFrom('oauth_tokens')
    .select(['environment_id', 'token_hash', 'provider_values'])
    .where('provider_values', 'is not', null)
    .$narrowType<{ provider_values: string }>();
  if (after) {
    query = query.where((eb) =>
      eb(
        eb.refTuple('environment_id', 'token_hash'),
        '>',
        eb.tuple(after.environment_id, after.token_hash),
      ),
    );
  }
  return executor.all(query.orderBy('environment_id').orderBy('token_hash').limit(limit));
}

/** Nothing is written where the token was used meanwhile. */
export const replaceSealed = (executor: Executor, row: Sealed, sealed: string): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('oauth_tokens')
      .set({ provider_values: sealed })
      .where('environment_id', '=', row.environment_id)
      .where('token_hash', '=', row.token_hash)
      .where('provider_values', '=', row.provider_values),
  );
