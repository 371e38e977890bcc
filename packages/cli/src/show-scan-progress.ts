import { randomUUID } from 'node:crypto';
import type { CommandContext } from './command-context.ts';
import type { Server } from './connect.ts';
import { openLive } from './live.ts';

/**
 * Shows what a scan has read on one line of a terminal, while it goes on. Elsewhere nothing is shown: a log is no place for it.
 * @param run is given the id to start the scan with
 */
export async function showScanProgress<Result>(
  { output, stderr, found }: Pick<CommandContext, 'output' | 'stderr'> & { found: string },
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
      const files = data.files > 0 ? `${data.files} files in ` : '';
      const read = `${files}${data.directories} directories, ${data.found} ${found}`;
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
