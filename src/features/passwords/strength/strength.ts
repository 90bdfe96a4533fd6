import type { BreachSource } from '../breach/breach-source.ts';
import { checkLuds, type LudsRequirements } from './luds-policy.ts';
import type { Zxcvbn } from './zxcvbn-policy.ts';

/** An environment's settings, by the names of the management API (`password_strength_config`). */
export interface StrengthPolicy {
  validation_policy: 'ZXCVBN' | 'LUDS';
  /** 8 to 32; null under ZXCVBN. */
  luds_min_password_length: number | null;
  /** 1 to 4; null under ZXCVBN. */
  luds_min_password_complexity: number | null;
  check_breach_on_creation: boolean;
}

export interface StrengthContext {
  environmentId: string;
  /** Without an email the password is not looked up in breaches (behaviour-core 4.1). */
  email?: string | undefined;
  names?: readonly string[] | undefined;
}

/** The members of a strength_check response that are about the password. */
export interface StrengthResult {
  valid_password: boolean;
  /** zxcvbn's 0 to 4; 0 under LUDS. */
  score: number;
  breached_password: boolean;
  feedback: {
    suggestions: string[];
    warning: string;
    luds_requirements: LudsRequirements | null;
  };
  strength_policy: 'zxcvbn' | 'luds';
  breach_detection_on_create: boolean;
}

export interface Strength {
  /**
   * Never throws for a weak or breached password: see `refusalOf`. Rejects with
   * `password_validation_timeout` where a check could not be made, with `server_unavailable` where
   * too many wait for one.
   */
  check(
    password: string,
    policy: StrengthPolicy,
    context: StrengthContext,
  ): Promise<StrengthResult>;
}

const MIN_SCORE = 3;
/** The least that the management API accepts. */
const LUDS_DEFAULTS = { minLength: 8, minComplexity: 1 };

type Assessment = Pick<StrengthResult, 'score' | 'feedback' | 'strength_policy'>;

const meetsPolicy = ({ score, feedback: { luds_requirements: luds } }: Assessment): boolean =>
  luds ? luds.missing_characters + luds.missing_complexity === 0 : score >= MIN_SCORE;

/** Why a password may not be set, weakness first; undefined where it may. */
export function refusalOf(
  result: StrengthResult,
): 'weak_password' | 'breached_password' | undefined {
  if (!meetsPolicy(result)) return 'weak_password';
  return result.breached_password ? 'breached_password' : undefined;
}

/** What of a user an attacker would try first. */
function personalInputs({ email, names = [] }: StrengthContext): string[] {
  const inputs = email ? [email, email.slice(0, email.lastIndexOf('@')), ...names] : [...names];
  return [...new Set(inputs.map((input) => input.trim().toLowerCase()))];
}

export function createStrength(sources: { zxcvbn: Zxcvbn; breach: BreachSource }): Strength {
  async function assess(
    password: string,
    policy: StrengthPolicy,
    context: StrengthContext,
  ): Promise<Assessment> {
    if (policy.validation_policy === 'LUDS') {
      const luds_requirements = checkLuds(password, {
        minLength: policy.luds_min_password_length ?? LUDS_DEFAULTS.minLength,
        minComplexity: policy.luds_min_password_complexity ?? LUDS_DEFAULTS.minComplexity,
      });
      const feedback = { suggestions: [], warning: '', luds_requirements };
      return { score: 0, feedback, strength_policy: 'luds' };
    }
    const { score, feedback } = await sources.zxcvbn.score(
      context.environmentId,
      password,
      personalInputs(context),
    );
    const { suggestions, warning } = feedback;
    return {
      score,
      feedback: { suggestions, warning, luds_requirements: null },
      strength_policy: 'zxcvbn',
    };
  }

  return {
    async check(password, policy, context) {
      const lookUp = policy.check_breach_on_creation && !!context.email;
      const [assessment, breached] = await Promise.all([
        assess(password, policy, context),
        lookUp ? sources.breach.isBreached(password) : false,
      ]);
      return {
        ...assessment,
        valid_password: meetsPolicy(assessment) && !breached,
        breached_password: breached,
        breach_detection_on_create: policy.check_breach_on_creation,
      };
    },
  };
}
