import type { NodeResult } from '@architect/contracts/node-link';
import type { Clock } from '../clock.ts';
import type { EmitToServer } from '../local-link.ts';
import type { PaneStream, TmuxDriver } from '../tmux/driver.ts';
import { mustFind } from './deliveries.ts';
import type { Fleet } from './fleet.ts';
import type { SessionTracker } from './session-tracker.ts';

export interface Terminals {
  open(session: string, stream: string): Promise<NodeResult<'terminal.open'>>;
  input(stream: string, data: string): Promise<void>;
  resize(stream: string, cols: number, rows: number): Promise<void>;
  close(stream: string): void;
  closeAll(): void;
}

export interface TerminalContext {
  driver: TmuxDriver;
  fleet: Fleet;
  clock: Clock;
  emit: EmitToServer;
}

/** Live terminals in browsers: the pane's own bytes, base64 on the wire. A key pressed here is a person's key. */
export function createTerminals(context: TerminalContext): Terminals {
  const open = new Map<string, { tracker: SessionTracker; paneId: string; source: PaneStream }>();

  context.fleet.events.on('removed', ({ tracker, reason }) => {
    for (const [stream, terminal] of open) {
      if (terminal.tracker !== tracker) continue;
      end(stream);
      context.emit('terminal.closed', { stream, reason });
    }
  });

  function end(stream: string): void {
    open.get(stream)?.source.close();
    open.delete(stream);
  }

  return {
    async open(session, stream) {
      const tracker = mustFind(context, session);
      const { paneId } = tracker.facts;
      const source = await context.driver.stream(
        paneId,
        (bytes) => context.emit('terminal.data', { stream, data: bytes.toString('base64') }),
        (cols, rows) => context.emit('terminal.resized', { stream, cols, rows }),
      );
      open.set(stream, { tracker, paneId, source });
      return { cols: source.cols, rows: source.rows, data: source.seed.toString('base64') };
    },
    async input(stream, data) {
      const terminal = open.get(stream);
      if (!terminal) return;
      terminal.tracker.personKeyAt = context.clock.now();
      await context.driver.typeBytes(terminal.paneId, Buffer.from(data, 'base64'));
    },
    async resize(stream, cols, rows) {
      const terminal = open.get(stream);
      if (terminal) await context.driver.resize(terminal.paneId, cols, rows);
    },
    close: end,
    closeAll() {
      for (const stream of [...open.keys()]) end(stream);
    },
  };
}
