import { apiError } from '../catalogue.ts';
import type { Strength } from '../passwords/strength/strength.ts';
import type { Environment } from '../projects/environment.ts';

const MIN_LENGTH = 8;
const MAX_LENGTH = 72;
const PRINTABLE = /^[\x21-\x7e]*$/;
/** Of zxcvbn's 0 to 4: more than 10^8 guesses, as 8 random characters take. Its hash is sealed besides. */
const MIN_SCORE = 3;

const RULES = {
  validation_policy: 'ZXCVBN',
  luds_min_password_length: null,
  luds_min_password_complexity: null,
  check_breach_on_creation: false,
} as const;

/** The limits are our choice but the first. Throws what is wrong but that it is easy to guess. */
export function checkSecretShape(secret: string): void {
  if (secret.length > MAX_LENGTH) throw apiError('client_secret_too_long');
  if (secret.length < MIN_LENGTH || !PRINTABLE.test(secret)) {
    throw apiError('m2m_client_invalid_client_secret');
  }
}

/** Whether a secret that the caller brings may be one. */
export async function checkChosenSecret(
  strength: Strength,
  environment: Environment,
  secret: string,
): Promise<void> {
  checkSecretShape(secret);
  const { score } = await strength.check(secret, RULES, { environmentId: environment.id });
  if (score < MIN_SCORE) throw apiError('insecure_m2m_client_secret');
}
