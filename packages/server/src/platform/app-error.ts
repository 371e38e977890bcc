import { type ErrorCode, errorCodes } from '@architect/contracts/errors';

/**
 * A refusal with a code of the contracts; the HTTP layer turns it into the error reply.
 * `message` is for people: what is wrong and what to do next. Never put secrets into it or into `details`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message?: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message ?? errorCodes[code].text, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** A 400 that names the field, for faults that a schema cannot see. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', message, { details: [{ field, message }] });
}
