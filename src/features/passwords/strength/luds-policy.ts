/** Lower case, upper case, digits, symbols: what a password has and lacks. */
export interface LudsRequirements {
  has_lower_case: boolean;
  has_upper_case: boolean;
  has_digit: boolean;
  has_symbol: boolean;
  missing_complexity: number;
  missing_characters: number;
}

export interface LudsPolicy {
  /** Characters (code points), 8 to 32. */
  minLength: number;
  /** How many of the four classes, 1 to 4. */
  minComplexity: number;
}

/** A character that is neither a letter a-z nor a digit is a symbol: letters of other scripts too. */
export function checkLuds(password: string, policy: LudsPolicy): LudsRequirements {
  const classes = {
    has_lower_case: /[a-z]/.test(password),
    has_upper_case: /[A-Z]/.test(password),
    has_digit: /[0-9]/.test(password),
    has_symbol: /[^a-zA-Z0-9]/.test(password),
  };
  const complexity = Object.values(classes).filter(Boolean).length;
  const length = [...password].length;
  return {
    ...classes,
    missing_complexity: Math.max(0, policy.minComplexity - complexity),
    missing_characters: Math.max(0, policy.minLength - length),
  };
}
