import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** How to reach one tmux server. */
export interface TmuxCommand {
  file: string;
  /** Arguments that name the server; they go before every command. */
  args: string[];
  /** Where the server listens; only looked at, never opened. */
  socketPath: string;
  /** Small environment of our clients: the identify phase of an attach is the moment in which tmux before 3.7 can crash. */
  clientEnv: Record<string, string>;
}

/**
 * @param socketName as in `tmux -L`; undefined = `default`, whatever `TMUX` says.
 * @param socketDir folder with the socket itself; undefined = tmux's own (`$TMUX_TMPDIR` or /tmp, then `tmux-<uid>`).
 */
export function tmuxCommand(options: {
  socketName?: string;
  socketDir?: string;
  env: NodeJS.ProcessEnv;
  uid: number;
}): TmuxCommand {
  const { env, socketDir } = options;
  const name = options.socketName ?? 'default';
  const base = env.TMUX_TMPDIR || '/tmp';
  const clientEnv: Record<string, string> = { TERM: 'dumb', LC_ALL: 'C.UTF-8' };
  for (const key of ['PATH', 'HOME', 'TMUX_TMPDIR']) if (env[key]) clientEnv[key] = env[key];
  return {
    file: 'tmux',
    args: ['-u', ...(socketDir ? ['-S', join(socketDir, name)] : ['-L', name])],
    socketPath: join(socketDir ?? join(base, `tmux-${options.uid}`), name),
    clientEnv,
  };
}

/**
 * Environment for a server that we start, which every session inherits: the person's own, without what belongs to this
 * program (its settings and secrets) or to a tmux around it.
 */
export function serverEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours =
    /^(ARCHITECT_.*|DATABASE_URL|SECRET_KEY|SESSION_TIMEOUT|PORT|LOG_LEVEL|NODE_COMPILE_CACHE|TMUX|TMUX_PANE)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

/**
 * Runs one tmux process to its end: only for what cannot go through the commander (before it is attached).
 * Resolves with its standard output; rejects with tmux's own words.
 */
export function runTmux(
  command: TmuxCommand,
  args: readonly string[],
  env: NodeJS.ProcessEnv = command.clientEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command.file,
      [...command.args, ...args],
      { env, timeout: 10_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else reject(new Error(stderr.trim() || error.message, { cause: error }));
      },
    );
  });
}
