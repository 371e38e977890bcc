import { randomUUID } from 'node:crypto';
import type { CommandContext } from './command-context.ts';
import type { Server } from './connect.ts';
import { openLive } from './live.ts';

/**
 * Shows what a scan has read on one line of a terminal, while it goes on. Elsewhere nothing is shown: a log is no place for it.
 * @param run is given the id to start the scan with
 */
export async function showScanProgress<Result>(
  { output, stderr }: Pick<CommandContext, 'output' | 'stderr'>,
  server: Server,
  run: (scanId: string) => Promise<Result>,
): Promise<Result> {
  const id = randomUUID();
  if (!output.isTty) return await run(id);
  const live = await openLive({
    server,
    topics: ['scan.progress'],
    onGap: () => undefined,
    onEvent({ topic, data }) {
      if (topic !== 'scan.progress' || data.scan_id !== id || data.is_over) return;
      const read = `${data.files} files in ${data.directories} directories, ${data.found} tasks`;
      stderr.write(`\r\x1b[K${output.colors.dim(`${read} (Ctrl-C ends it)`)}`);
    },
  });
  try {
    return await run(id);
  } finally {
    live.close();
    stderr.write('\r\x1b[K');
  }
}
