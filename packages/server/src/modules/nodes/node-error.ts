import type { ErrorCode } from '@architect/contracts/errors';
import { type NodeErrorCode, NodeLinkError } from '@architect/contracts/node-link';
import { AppError } from '../../platform/app-error.ts';

const codes: Record<NodeErrorCode, ErrorCode> = {
  NO_SESSION: 'NOT_FOUND',
  SESSION_EXISTS: 'SESSION_EXISTS',
  NOT_DELIVERABLE: 'DELIVERY_UNSAFE',
  DIALOG_CHANGED: 'CONFLICT',
  TMUX_DOWN: 'UNAVAILABLE',
  BAD_REQUEST: 'VALIDATION_FAILED',
  FAILED: 'UNAVAILABLE',
};

/** The one place where a node's refusal becomes an error of the API. Anything else passes through unchanged. */
export function toAppError(error: unknown): unknown {
  if (!(error instanceof NodeLinkError)) return error;
  return new AppError(codes[error.code], error.message, {
    cause: error,
    ...(error.state === null ? {} : { details: { state: error.state } }),
  });
}
