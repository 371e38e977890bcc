import type { CommandContext } from '../command-context.ts';
import { describeError } from '../describe-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { RunLine } from './run-line.ts';

/** One line after the other from standard input. A line that fails is told and the next one runs; the exit code is 1 then. */
export async function runScript(runLine: RunLine, context: CommandContext): Promise<void> {
  for await (const line of linesOf(context.stdin)) {
    try {
      if ((await runLine(line)) === 'end') break;
    } catch (error) {
      const { words, exitCode } = describeError(error);
      if (words !== null) context.output.note(`${line.trim()}: ${words}`);
      if (exitCode !== exitCodes.ok) context.setExitCode(exitCodes.failed);
    }
  }
}

/** Lines as they come. Only a newline ends one: node:readline would cut prompts at U+2028 too. */
async function* linesOf(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(Buffer.from(chunk), { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
