/** A mistake of the operator or the machine that one sentence explains: told without a stack. */
export function expectedError(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { expected: true });
}

export const isExpected = (error: unknown): error is Error =>
  error instanceof Error && (error as { expected?: boolean }).expected === true;
