import { ApiError } from '@architect/contracts/call-endpoint';
import { CommanderError } from 'commander';
import { buildProgram } from './build-program.ts';
import type { CommandContext } from './command-context.ts';
import { connect, failureOf } from './connect.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { createOutput } from './output.ts';
import { translateOldSpelling } from './translate-old-spelling.ts';

const { env, stdin, stdout, stderr } = process;
const output = createOutput({ stdout, stderr, env });
const context: CommandContext = {
  env,
  stdin,
  stdout,
  output,
  connect: () => connect(env),
  wholeProgram: () => buildProgram([], context),
  setExitCode: (code) => {
    process.exitCode = code;
  },
  now: Date.now,
};

// A reader that closes the pipe (`| head`) ends the program quietly.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
});

try {
  const words = translateOldSpelling(process.argv.slice(2));
  const program = await buildProgram(words, context);
  await program.parseAsync(words, { from: 'user' });
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong in one line; returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof CliError) {
    output.note(`architect: ${error.message}`);
    return exitCodes[error.failure];
  }
  if (error instanceof ApiError) {
    output.note(`architect: ${error.message}${detailsOf(error)}`);
    return exitCodes[failureOf(error)];
  }
  output.note(`architect: ${error instanceof Error ? error.message : String(error)}`);
  if (env.LOG_LEVEL === 'debug' && error instanceof Error) output.note(error.stack ?? '');
  return exitCodes.failed;
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
