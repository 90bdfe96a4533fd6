import type { Executor } from '../../platform/db/executor.ts';
import type { OAuthFlowTable } from '../../platform/db/oauth-tables.ts';

export const insertFlow = (
  executor: Executor,
  flow: Omit<OAuthFlowTable, 'used_at'>,
): Promise<number> => executor.affected(executor.q.insertInto('oauth_flows').values(flow));

/** The flow of a state, used up and expired or not. */
export const findFlow = (
  executor: Executor,
  environment: string,
  stateHash: string,
): Promise<OAuthFlowTable | undefined> =>
  executor.first(
    executor.q
      .selectFrom('oauth_flows')
      .select(['environment_id', 'state_hash', 'browser_hash', 'provider', 'login_redirect_url'])
      .select([
        'signup_redirect_url',
        'custom_scopes',
        'code_challenge',
        'attach_user_id',
        'created_at',
      ])
      .select(['expires_at', 'used_at'])
      .where('environment_id', '=', environment)
      .where('state_hash', '=', stateHash),
  );

/** One statement decides: of any number of callbacks with one state exactly one gets true. */
export const consumeFlow = async (
  executor: Executor,
  environment: string,
  stateHash: string,
  now: number,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .updateTable('oauth_flows')
      .set({ used_at: now })
      .where('environment_id', '=', environment)
      .where('state_hash', '=', stateHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now),
  )) === 1;

/** Those alone that attach an account to the user; used up and expired or not. */
export const deleteFlowsOfUser = (
  executor: Executor,
  environment: string,
  userId: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('oauth_flows')
      .where('environment_id', '=', environment)
      .where('attach_user_id', '=', userId),
  );

export const deleteFlows = (executor: Executor, environment: string): Promise<number> =>
  executor.affected(executor.q.deleteFrom('oauth_flows').where('environment_id', '=', environment));
