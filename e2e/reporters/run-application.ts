import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { until } from '../support/until.ts';

const packages = resolve(import.meta.dirname, '../../packages');

/** What an application did until it ended. */
interface Ended {
  /** Or the signal that ended it: SIGKILL when it took too long. */
  code: number | string | null;
  output: string;
}

/** Applications of other people: in a directory outside the checkout, with the reporters as they are published. */
export interface Applications {
  directory: string;
  /** Runs one to its end; one that takes longer than 30 s is ended. */
  run(command: string[], env?: Record<string, string>): Promise<Ended>;
  /** Starts one that serves; resolves to the address that it prints. */
  serve(command: string[], env: Record<string, string>): Promise<{ url: string; stop(): void }>;
  /** Ends whatever still runs. */
  stop(): void;
}

/** @param modules directories of `node_modules` that its programs can import from, by name of the module */
export async function installApplications(
  directory: string,
  modules: Record<string, string>,
): Promise<Applications> {
  await mkdir(join(directory, 'node_modules'), { recursive: true });
  await cp(join(packages, 'reporter-js/dist'), join(directory, 'node_modules/architect-reporter'), {
    recursive: true,
  });
  for (const [name, from] of Object.entries(modules))
    await symlink(join(from, 'node_modules', name), join(directory, 'node_modules', name));
  for (const name of ['crash-node', 'serve-node'])
    await cp(join(import.meta.dirname, `${name}.template`), join(directory, `${name}.mjs`));
  for (const name of ['crash_python.py', 'serve_python.py'])
    await cp(join(import.meta.dirname, name), join(directory, name));

  const running = new Set<ChildProcess>();
  const start = (
    [program = '', ...args]: string[],
    env: Record<string, string>,
  ): { child: ChildProcess; output(): string } => {
    const own = {
      PATH: process.env.PATH ?? '',
      HOME: directory,
      PYTHONPATH: join(packages, 'reporter-python'),
    };
    const clean = { ...own, PYTHONDONTWRITEBYTECODE: '1', ...env };
    const child = spawn(program, args, { cwd: directory, env: clean, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    running.add(child);
    child.once('close', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
    return { child, output: () => output.join('') };
  };

  return {
    directory,
    stop() {
      for (const child of running) child.kill('SIGKILL');
    },
    async run(command, env = {}) {
      const { child, output } = start(command, env);
      const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
      const code = await new Promise<Ended['code']>((done) =>
        child.once('close', (exit, signal) => done(exit ?? signal)),
      );
      clearTimeout(late);
      return { code, output: output() };
    },
    async serve(command, env) {
      const { child, output } = start(command, env);
      const url = await until('it says where it listens', () => /http:\/\/\S+/.exec(output())?.[0], {
        seen: output,
      });
      return { url, stop: () => void child.kill() };
    },
  };
}
