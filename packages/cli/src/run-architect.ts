import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { runProgram } from './run-program.ts';

const program = resolve(import.meta.dirname, '../../../bin/architect');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A started command line of a test. */
export interface Running {
  child: ChildProcess;
  done: Promise<Ran>;
  /** Resolves as soon as standard output and error together contain the text; rejects when it ends before. */
  untilSays(text: string): Promise<void>;
}

/** Starts the real program with an environment of its own; for tests only. */
export function startArchitect(
  words: readonly string[],
  env: Record<string, string> = {},
  input?: string,
): Running {
  const child = spawn(program, words, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const seen = new EventTarget();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    seen.dispatchEvent(new Event('text'));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    seen.dispatchEvent(new Event('text'));
  });
  child.stdin.end(input);
  const done = new Promise<Ran>((done) => child.once('close', (code) => done({ code, stdout, stderr })));
  return {
    child,
    done,
    untilSays: (text) =>
      new Promise((found, reject) => {
        const look = () => {
          if ((stdout + stderr).includes(text)) found();
        };
        seen.addEventListener('text', look);
        done.then(() => reject(new Error(`it ended without saying "${text}":\n${stdout}\n${stderr}`)));
        look();
      }),
  };
}

/** Runs the real program to its end. */
export function architect(
  words: readonly string[],
  env?: Record<string, string>,
  input?: string,
): Promise<Ran> {
  return startArchitect(words, env, input).done;
}

/** Runs a command line to its end without a process of its own, ten times as fast. Not for what ends with a signal. */
export async function architectHere(
  words: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Ran> {
  const ran: Ran = { code: 0, stdout: '', stderr: '' };
  const write = (stream: 'stdout' | 'stderr') => (text: string) => {
    ran[stream] += text;
    return true;
  };
  await runProgram(words, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    // Of a stream that is no terminal, commands read all and write text.
    stdin: Readable.from([input]) as NodeJS.ReadStream,
    stdout: { write: write('stdout') } as NodeJS.WriteStream,
    stderr: { write: write('stderr') },
    setExitCode: (code) => {
      ran.code = code;
    },
  });
  return ran;
}
