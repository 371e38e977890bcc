import { z } from 'zod';

/** Every error code, its HTTP status and its default text. Text is for people: it says what to do next where it can. */
export const errorCodes = {
  VALIDATION_FAILED: { status: 400, text: 'The request is not valid.' },
  MALFORMED_JSON: { status: 400, text: 'The body is not valid JSON.' },
  WRONG_CREDENTIALS: { status: 401, text: 'Unknown user or wrong password.' },
  NOT_SIGNED_IN: { status: 401, text: 'Sign in first, or send an API key in the Authorization header.' },
  FORBIDDEN: { status: 403, text: 'Your role does not allow this.' },
  CSRF_INVALID: { status: 403, text: 'The CSRF token is missing or wrong. Reload the page and try again.' },
  NOT_FOUND: { status: 404, text: 'There is nothing with this id.' },
  METHOD_NOT_ALLOWED: { status: 404, text: 'No endpoint at this address.' },
  CONFLICT: { status: 409, text: 'The record is not in a state that allows this.' },
  SESSION_EXISTS: { status: 409, text: 'A session with this name exists already.' },
  DELIVERY_UNSAFE: { status: 409, text: 'Nothing was typed: the session is not ready for input.' },
  NOT_ENOUGH_MEMORY: {
    status: 409,
    text: 'The machine has not enough free memory for another agent. End one, or say force.',
  },
  UNSAVED_WORK: { status: 409, text: 'It still holds work. Save it first, or say force.' },
  NO_TARGET: { status: 409, text: 'The target session does not exist.' },
  BODY_TOO_LARGE: { status: 413, text: 'The body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, text: 'Send JSON with the content type application/json.' },
  RATE_LIMITED: { status: 429, text: 'Too many requests. Wait and try again.' },
  INTERNAL: {
    status: 500,
    text: 'Something went wrong on the server. The correlation id finds it in the log.',
  },
  UNAVAILABLE: { status: 503, text: 'The server cannot do this right now. Try again shortly.' },
} as const satisfies Record<string, { status: number; text: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** The one shape of every error reply. `code` repeats `error_code` where a documented client looks for it (CSRF). */
export const errorReply = z
  .object({
    error: z.string(),
    error_code: z.string(),
    code: z.string().optional(),
    status_code: z.number().int(),
    correlation_id: z.string(),
    details: z.unknown().optional(),
  })
  .meta({ id: 'Error' });
export type ErrorReply = z.infer<typeof errorReply>;

/** What is wrong with one field of a request; the whole body is called `body`. */
export const fieldFault = z.object({ field: z.string(), message: z.string() }).meta({ id: 'FieldFault' });

/** The reply to a request that is not valid; `details` name the fields where they can be told apart. */
export const refusedInput = errorReply
  .extend({ details: z.array(fieldFault).optional() })
  .meta({ id: 'RefusedInput' });
