import { buildProgram } from './build-program.ts';
import type { CommandContext } from './command-context.ts';
import { connect } from './connect.ts';
import { describeError } from './describe-error.ts';
import { exitCodes } from './exit-codes.ts';
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
  const { words, exitCode } = describeError(error);
  if (words !== null) output.note(`architect: ${words}`);
  if (env.LOG_LEVEL === 'debug' && error instanceof Error && exitCode === exitCodes.failed)
    output.note(error.stack ?? '');
  return exitCode;
}
