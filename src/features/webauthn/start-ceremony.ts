import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { WebauthnChallengeTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { hashChallenge, newChallenge } from './challenge.ts';
import { TIMEOUT } from './options.ts';
import * as store from './webauthn.store.ts';

type Ceremony = Pick<WebauthnChallengeTable, 'user_id' | 'ceremony' | 'domain'> &
  Partial<Pick<WebauthnChallengeTable, 'user_agent' | 'authenticator_type'>>;

/** A new challenge, in place of the one that the same user had pending for the domain. */
export async function startCeremony(
  executor: Executor,
  environment: Environment,
  ceremony: Ceremony,
): Promise<string> {
  const challenge = newChallenge();
  const now = environment.now();
  try {
    await store.putChallenge(executor, {
      environment_id: environment.id,
      challenge_hash: hashChallenge(challenge),
      user_agent: '',
      authenticator_type: '',
      ...ceremony,
      created_at: now,
      expires_at: now + TIMEOUT,
    });
  } catch (error) {
    throw isForeignKeyViolation(error) ? apiError('user_not_found') : error;
  }
  return challenge;
}
