import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@architect/server/config';
import { serve } from '@architect/server/main';
import type { CommandContext } from '../command-context.ts';
import type { Output } from '../output.ts';
import { processStart } from '../process-identity.ts';
import { serverFileName, writeServerFile } from '../server-file.ts';

/** What a server in the background tells the program that started it. */
export interface Started {
  url: string;
  user: string;
  /** On the very first start only. */
  firstPassword: string | null;
}

/**
 * Runs the server in this process until a signal ends it. The address file says where it is found; the first password
 * goes to the terminal, or to the program that started us, and never to a log.
 */
export async function runServer(config: Config, { output, env }: CommandContext): Promise<void> {
  process.title = 'architect serve';
  const { url, user, firstPassword, certificate, done } = await serve(config);
  await writeServerFile(config.dataDir, {
    url,
    user,
    pid: process.pid,
    process_start: processStart(process.pid),
    started_at: new Date().toISOString(),
    tmux_socket: config.tmuxSocket,
    certificate,
    flags: process.argv.slice(3).filter((word) => word !== '--daemon'),
    log: env.ARCHITECT_LOG_FILE ?? null,
  });
  process.once('exit', () => rmSync(join(config.dataDir, serverFileName), { force: true }));
  if (process.send) {
    process.send({ url, user, firstPassword } satisfies Started);
    process.disconnect?.();
  } else {
    showStarted({ url, user, firstPassword }, output);
  }
  await done;
}

/** The last lines of a start: address, user, and where the first password is. */
export function showStarted({ url, user, firstPassword }: Started, output: Output): void {
  const { bold, dim } = output.colors;
  output.line('');
  output.line(`${dim('Dashboard')}  ${bold(url)}`);
  output.line(`${dim('User')}       ${user}`);
  output.line(
    firstPassword === null
      ? `${dim('Password')}   the one printed on the first start, or your own since then`
      : `${dim('Password')}   ${bold(firstPassword)}  (printed only this once; change it under Settings)`,
  );
  if (firstPassword !== null)
    output.line(`${dim('Next')}       open the page and sign in: it says what to do first`);
}
