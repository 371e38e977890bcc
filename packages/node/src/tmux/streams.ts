import { captureLine } from './capture.ts';
import type { ControlClient } from './control-client.ts';
import type { PaneFacts, PaneStream } from './driver.ts';
import { parsePanes, targetOf } from './pane-format.ts';
import { unescapeOutput } from './quote.ts';
import { modeFormat, paintSeed } from './stream-seed.ts';

export interface Streams {
  /** The pane's window must be linked to the hub. Rejects when the pane is gone. */
  open(
    observer: ControlClient,
    facts: PaneFacts,
    onData: (bytes: Buffer) => void,
    onResize: (cols: number, rows: number) => void,
  ): Promise<PaneStream>;
  takeOutput(paneId: string, chunk: Buffer): void;
  /** Paints anew: after a resize (`facts` have the new size), dropped output, or a new connection. */
  repaint(observer: ControlClient, facts: PaneFacts): void;
  /** The same, only when a stream has another size than the pane. */
  repaintResized(observer: ControlClient, facts: PaneFacts): void;
  /** Panes with open streams. */
  paneIds(): string[];
}

interface Stream {
  paneId: string;
  /** False until the seed was read: what came before is in the seed. */
  isLive: boolean;
  cols: number;
  rows: number;
  onData(bytes: Buffer): void;
  onResize(cols: number, rows: number): void;
}

/**
 * Live bytes with nothing lost or doubled: the seed is captured through the observer, whose answers tmux queues behind
 * the output that came before, so the capture's place among the output is exact.
 */
export function createStreams(onError: (error: unknown, paneId: string) => void): Streams {
  const open = new Set<Stream>();
  const streamsOf = (paneId: string) => [...open].filter((stream) => stream.paneId === paneId);

  function repaint(observer: ControlClient, facts: PaneFacts): void {
    const live = streamsOf(facts.paneId).filter((stream) => stream.isLive);
    if (live.length === 0) return;
    readSeed(observer, facts, (seed, now) => {
      for (const stream of live) takeSeed(stream, seed, now);
    }).catch((error) => onError(error, facts.paneId));
  }

  return {
    async open(observer, facts, onData, onResize) {
      const { paneId, width: cols, height: rows } = facts;
      const stream: Stream = { paneId, isLive: false, cols, rows, onData, onResize };
      open.add(stream);
      try {
        const seed = await readSeed(observer, facts, (_, now) => {
          stream.isLive = true;
          stream.cols = now.width;
          stream.rows = now.height;
        });
        return { cols: stream.cols, rows: stream.rows, seed, close: () => open.delete(stream) };
      } catch (error) {
        open.delete(stream);
        throw error;
      }
    },
    takeOutput(paneId, chunk) {
      if (open.size === 0) return;
      const live = streamsOf(paneId).filter((stream) => stream.isLive);
      if (live.length === 0) return;
      const bytes = unescapeOutput(chunk);
      for (const stream of live) stream.onData(bytes);
    },
    repaint,
    repaintResized(observer, facts) {
      const isResized = (stream: Stream) => stream.cols !== facts.width || stream.rows !== facts.height;
      if (streamsOf(facts.paneId).some(isResized)) repaint(observer, facts);
    },
    paneIds: () => [...new Set([...open].map((stream) => stream.paneId))],
  };
}

function takeSeed(stream: Stream, seed: Buffer, { width, height }: PaneFacts): void {
  if (stream.cols !== width || stream.rows !== height) stream.onResize(width, height);
  stream.cols = width;
  stream.rows = height;
  stream.onData(seed);
}

/** @param onSeed runs the moment the capture is read, before any output that came after it */
async function readSeed(
  observer: ControlClient,
  facts: PaneFacts,
  onSeed: (seed: Buffer, facts: PaneFacts) => void,
): Promise<Buffer> {
  const blocks: Buffer[][] = [];
  let seed: Buffer | null = null;
  await observer.runGroup(
    `display-message -p -t ${targetOf(facts)} '${modeFormat}' ; ${captureLine(facts)}`,
    (block) => {
      if (block.failed) return;
      blocks.push(block.lines);
      const [modes, described, rows] = blocks;
      const now = described && parsePanes(described)[0]?.facts;
      if (!modes || !now || !rows || seed) return;
      seed = paintSeed(now, rows, modes.map((line) => line.toString('latin1')).join(''));
      onSeed(seed, now);
    },
  );
  if (!seed) throw new Error(`pane ${facts.paneId} cannot be painted`);
  return seed;
}
