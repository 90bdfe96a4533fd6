import type { Executor } from '../../platform/db/executor.ts';
import type { OAuthAttachTokenTable } from '../../platform/db/oauth-tables.ts';

export const insertAttachToken = (
  executor: Executor,
  token: OAuthAttachTokenTable,
): Promise<number> => executor.affected(executor.q.insertInto('oauth_attach_tokens').values(token));

export const deleteAttachTokensOfUser = (
  executor: Executor,
  environment: string,
  userId: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('oauth_attach_tokens')
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId),
  );

/**
 * Uses up a token of the provider: its user's uuid. One statement decides, so of any number of
 * starts with one token exactly one gets the user.
 */
export const consumeAttachToken = async (
  executor: Executor,
  token: { environment: string; hash: string; provider: string; now: number },
): Promise<string | undefined> =>
  (
    await executor.first(
      executor.q
        .deleteFrom('oauth_attach_tokens')
        .where('environment_id', '=', token.environment)
        .where('token_hash', '=', token.hash)
        .where('provider', '=', token.provider)
        .where('expires_at', '>', token.now)
        .returning('user_id'),
    )
  )?.user_id;
