/** Knows passwords that have leaked somewhere. */
export interface BreachSource {
  /**
   * Whether the password is known. A source that can be unreachable says by its own setting what
   * happens then: it answers no, or rejects with `password_validation_timeout`.
   */
  isBreached(password: string): Promise<boolean>;
}
