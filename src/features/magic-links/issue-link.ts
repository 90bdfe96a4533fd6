import { MINUTE } from '../../platform/clock.ts';
import { hashToken, newToken } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { MagicLinkTable } from '../../platform/db/schema.ts';
import { orderedId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { Attributes } from '../users/wire.ts';
import * as store from './magic-link.store.ts';

/** Minutes, where the caller gives none (behaviour-messaging-oauth 3.4). */
export const DEFAULT_EXPIRATION = {
  login: 60,
  signup: 10_080,
  invite: 60,
  embedded: 60,
  reset: 30,
};

export interface NewLink
  extends Pick<
    MagicLinkTable,
    'kind' | 'user_id' | 'factor_id' | 'redirect_url' | 'code_challenge'
  > {
  /** Of reset mails. */
  login_redirect_url?: string;
  attributes: Required<Attributes>;
  expirationMinutes: number;
}

/** Stores a new link and answers its token, which exists nowhere else. */
export async function issueLink(
  executor: Executor,
  environment: Environment,
  link: NewLink,
): Promise<string> {
  const { attributes, expirationMinutes, ...row } = link;
  const token = newToken();
  const now = environment.now();
  await store.insertMagicLink(executor, {
    login_redirect_url: null,
    ...row,
    environment_id: environment.id,
    token_hash: hashToken(token),
    id: orderedId(),
    ip_address: attributes.ip_address,
    user_agent: attributes.user_agent,
    created_at: now,
    expires_at: now + expirationMinutes * MINUTE,
  });
  return token;
}
