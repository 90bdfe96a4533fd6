export interface ApiErrorOptions {
  readonly type: string;
  readonly status: number;
  readonly message: string;
  /** Sent as `error_details`; absent for nearly every error. */
  readonly details?: Record<string, unknown> | undefined;
  /** For the log only, never sent. */
  readonly cause?: unknown;
}

/**
 * An error that a client is meant to see. Anything else that is thrown becomes a 500 without
 * details. Build it with `apiError` of the catalogue, so that type and status stay true.
 */
export class ApiError extends Error {
  readonly type: string;
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(options: ApiErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApiError';
    this.type = options.type;
    this.status = options.status;
    this.details = options.details;
  }
}
