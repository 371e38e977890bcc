import { ApiError } from '@architect/contracts/call-endpoint';
import { CommanderError } from 'commander';
import { failureOf } from './connect.ts';
import { CliError, exitCodes } from './exit-codes.ts';

/** An error as its words and exit code. Words are null where commander has printed them already. */
export function describeError(error: unknown): { words: string | null; exitCode: number } {
  if (error instanceof CommanderError)
    return { words: null, exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
  if (error instanceof CliError) return { words: error.message, exitCode: exitCodes[error.failure] };
  if (error instanceof ApiError) return { words: wordsOf(error), exitCode: exitCodes[failureOf(error)] };
  return { words: error instanceof Error ? error.message : String(error), exitCode: exitCodes.failed };
}

/** What the server says, and what to do where that is not the same on a command line. */
function wordsOf(error: ApiError): string {
  if (error.status === 401)
    return 'Not signed in: ARCHITECT_TOKEN must be a valid key of this server, made there with "architect keys create".';
  if (error.status === 0) return `${error.message}. Does it run, and is ARCHITECT_URL right?`;
  return `${error.message}${detailsOf(error)}`;
}

/** Messages of single fields that the one-line text does not have already. */
function detailsOf(error: ApiError): string {
  const details = error.reply?.details;
  if (!Array.isArray(details)) return '';
  const lines = details.map((detail: { field?: unknown; message?: unknown }) =>
    detail.message ? `${String(detail.field ?? '')}: ${String(detail.message)}` : '',
  );
  return lines
    .filter((line) => line !== '' && !error.message.includes(line))
    .map((line) => `\n  ${line}`)
    .join('');
}
