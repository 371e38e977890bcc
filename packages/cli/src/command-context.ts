import type { Command } from 'commander';
import type { Server } from './connect.ts';
import type { Output } from './output.ts';

/** What every command receives. Commands touch the process only through this. */
export interface CommandContext {
  env: Record<string, string | undefined>;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: { write(text: string): unknown };
  output: Output;
  /** The server this command line talks to. @throws CliError when there is none. */
  connect(): Promise<Server>;
  /** The program with all of its commands; one run loads only the command in use. */
  wholeProgram(): Promise<Command>;
  /** Exit code of a command that did its work but reports a failure. */
  setExitCode(code: number): void;
  /** Epoch ms. */
  now(): number;
}
