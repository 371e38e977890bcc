import type { ControlClient } from './control-client.ts';
import type { PaneFacts, ScreenCapture } from './driver.ts';
import { paneFormat, parsePanes, targetOf } from './pane-format.ts';
import { quoteArgument } from './quote.ts';

/**
 * Facts and screen of a pane in one step of the server: both commands stand on one line, and tmux runs a line to its end
 * before it reads from any pane. Rows keep their trailing blanks; a style goes on from row to row.
 * Rejects when the pane is not where `facts` say.
 */
export async function captureScreen(
  client: ControlClient,
  facts: PaneFacts,
  now: () => number,
): Promise<ScreenCapture> {
  const blocks: Buffer[][] = [];
  await client.runGroup(captureLine(facts), (block) => {
    if (!block.failed) blocks.push(block.lines);
  });
  const [described, rows] = blocks;
  const record = described && parsePanes(described)[0];
  if (!record || !rows) throw new Error(`pane ${facts.paneId} cannot be read`);
  return { facts: record.facts, rows: rows.map((row) => row.toString('utf8')), at: now() };
}

/** The line behind `captureScreen`, for a caller that needs its blocks in order with the output around them. */
export function captureLine(facts: PaneFacts): string {
  const target = targetOf(facts);
  return `display-message -p -t ${target} ${quoteArgument(paneFormat)} ; capture-pane -e -p -N -t ${target}`;
}

/** Text of a pane with up to `lines` rows of its history above the screen. */
export async function captureText(
  client: ControlClient,
  paneId: string,
  options: { lines?: number; escapes: boolean },
): Promise<string> {
  const flags = `${options.escapes ? '-e ' : ''}${options.lines ? `-S -${Math.floor(options.lines)} ` : ''}`;
  const rows = await client.run(`capture-pane -p ${flags}-t '${paneId}'`);
  return rows.map((row) => row.toString('utf8')).join('\n');
}
