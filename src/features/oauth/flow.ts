import { MINUTE } from '../../platform/clock.ts';
import { hashToken, newToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { OAuthFlowTable } from '../../platform/db/oauth-tables.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './flow.store.ts';

/** From the start to the callback; ours, nothing is documented (behaviour-messaging-oauth 5.3). */
export const FLOW_LIFETIME = 10 * MINUTE;

export interface NewFlow
  extends Pick<
    OAuthFlowTable,
    | 'provider'
    | 'login_redirect_url'
    | 'signup_redirect_url'
    | 'custom_scopes'
    | 'code_challenge'
    | 'attach_user_id'
  > {
  state: string;
  browserSecret: string;
}

/** What ties a flow to the provider's answer and to the browser; both exist nowhere else. */
export const newFlowSecrets = () => ({ state: newToken(), browserSecret: newToken() });

export async function beginFlow(
  executor: Executor,
  environment: Environment,
  { state, browserSecret, ...row }: NewFlow,
): Promise<void> {
  const now = environment.now();
  await store.insertFlow(executor, {
    ...row,
    environment_id: environment.id,
    state_hash: hashToken(state),
    browser_hash: hashToken(browserSecret),
    created_at: now,
    expires_at: now + FLOW_LIFETIME,
  });
}

/**
 * The flow of a state that this browser began, used up by this call: whatever comes after, the
 * state is worth nothing any more. Throws what is wrong with it.
 */
export async function takeFlow(
  executor: Executor,
  environment: Environment,
  state: string,
  browserSecret: string | undefined,
): Promise<OAuthFlowTable> {
  const hash = hashToken(state);
  const flow = await store.findFlow(executor, environment.id, hash);
  if (!flow || !safeEqual(flow.state_hash, hash)) throw apiError('oauth_invalid_state');
  if (flow.used_at !== null) throw apiError('oauth_state_used');
  if (browserSecret === undefined || !safeEqual(hashToken(browserSecret), flow.browser_hash)) {
    throw apiError('oauth_state_mismatch');
  }
  const now = environment.now();
  if (flow.expires_at <= now) throw apiError('expired_oauth_response');
  if (!(await store.consumeFlow(executor, environment.id, hash, now))) {
    throw apiError('oauth_state_used');
  }
  return flow;
}
