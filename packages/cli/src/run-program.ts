import { buildProgram } from './build-program.ts';
import type { CommandContext } from './command-context.ts';
import { connect } from './connect.ts';
import { describeError } from './describe-error.ts';
import { exitCodes } from './exit-codes.ts';
import { createOutput } from './output.ts';
import { translateOldSpelling } from './translate-old-spelling.ts';

/** Runs one command line; resolves when its command has returned. Faults are told on standard error, in one line. */
export async function runProgram(
  args: readonly string[],
  host: Pick<CommandContext, 'env' | 'stdin' | 'stdout' | 'stderr' | 'setExitCode'>,
): Promise<void> {
  const { env, setExitCode } = host;
  const output = createOutput(host);
  const context: CommandContext = {
    ...host,
    output,
    connect: () => connect(env),
    wholeProgram: () => buildProgram([], context),
    now: Date.now,
  };
  try {
    const words = translateOldSpelling(args);
    const program = await buildProgram(words, context);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    const { words, exitCode } = describeError(error);
    if (words !== null) output.note(`architect: ${words}`);
    if (env.LOG_LEVEL === 'debug' && error instanceof Error && exitCode === exitCodes.failed)
      output.note(error.stack ?? '');
    setExitCode(exitCode);
  }
}
