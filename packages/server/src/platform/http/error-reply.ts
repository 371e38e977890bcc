import type { ErrorCode, ErrorReply } from '@architect/contracts/errors';
import type { FastifyError } from 'fastify';
import type { Config } from '../../config.ts';
import { AppError } from '../app-error.ts';

/** Fastify's own refusals, https://fastify.dev/docs/latest/Reference/Errors/ */
const fastifyRefusals: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('BODY_TOO_LARGE'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('UNSUPPORTED_MEDIA_TYPE'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new AppError('VALIDATION_FAILED', 'The body is shorter or longer than its Content-Length says.'),
  FST_ERR_BAD_URL: () => new AppError('VALIDATION_FAILED', 'The address is not valid.'),
  FST_ERR_MAX_URL_LENGTH: () => new AppError('VALIDATION_FAILED', 'A part of the address is too long.'),
};

/** Everything that can be thrown, as one of our errors; what is not a refusal becomes INTERNAL. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isFastifyError(error)) {
    const refusal = fastifyRefusals[error.code]?.();
    if (refusal) return refusal;
  }
  return new AppError(plainRefusal(error), undefined, { cause: error });
}

/** Errors of plugins carry nothing but a status, e.g. 403 for a file outside the served folder. */
function plainRefusal(error: unknown): ErrorCode {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 403 || status === 404) return 'NOT_FOUND';
  return status >= 400 && status < 500 ? 'VALIDATION_FAILED' : 'INTERNAL';
}

/**
 * The one shape of an error reply. What went wrong inside is shown in full in dev, as its message in qa and not at all
 * in prod.
 */
export function toErrorReply(
  error: AppError,
  correlationId: string,
  environment: Config['environment'],
): ErrorReply {
  const details = error.details ?? insideOf(error, environment);
  return {
    error: error.message,
    error_code: error.code,
    // The documented clients look for the CSRF error under this name.
    ...(error.code === 'CSRF_INVALID' ? { code: error.code } : {}),
    status_code: error.status,
    correlation_id: correlationId,
    ...(details === undefined ? {} : { details }),
  };
}

function insideOf(error: AppError, environment: Config['environment']): unknown {
  if (error.code !== 'INTERNAL' || environment === 'prod') return undefined;
  const { cause } = error;
  if (!(cause instanceof Error)) return { cause: String(cause) };
  return environment === 'dev' ? { cause: cause.message, stack: cause.stack } : { cause: cause.message };
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
