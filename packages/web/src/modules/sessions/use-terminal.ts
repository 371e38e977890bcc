import { Terminal } from '@xterm/xterm';
import { type RefObject, useEffect, useRef } from 'react';
import { useLive } from '../../lib/app-context.tsx';
import type { Live } from '../../lib/live.ts';
import { bytesOf, inputPiecesOf, type LiveMessage } from '../../lib/live-message.ts';
import { fitFontSize } from './fit-font-size.ts';

export type TerminalStatus =
  | { kind: 'opening' }
  | { kind: 'open'; cols: number; rows: number }
  | { kind: 'closed'; reason: string };

interface Wish {
  session: string;
  typing: boolean;
  box: RefObject<HTMLDivElement | null>;
  onStatus(status: TerminalStatus): void;
}

/** Shows a session's pane over `/ws`. The pane keeps its size: the letters shrink to fit, nobody's window is resized. */
export function useTerminal({ session, typing, box, onStatus }: Wish): void {
  const live = useLive();
  const typingNow = useRef(typing);
  const terminal = useRef<Terminal | null>(null);
  useEffect(() => {
    typingNow.current = typing;
    if (!terminal.current) return;
    terminal.current.options.disableStdin = !typing;
    terminal.current.options.cursorBlink = typing;
    if (typing) terminal.current.focus();
  }, [typing]);
  useEffect(() => {
    if (!box.current) return;
    const view = createTerminal(box.current);
    terminal.current = view;
    view.onData((data) => {
      if (!typingNow.current) return;
      for (const piece of inputPiecesOf(data)) live.send({ type: 'terminal.input', session, data: piece });
    });
    const stopShowing = show({ live, session, view, box: box.current, onStatus });
    return () => {
      stopShowing();
      terminal.current = null;
      view.dispose();
    };
  }, [session, live, box, onStatus]);
}

function createTerminal(box: HTMLElement): Terminal {
  const view = new Terminal({
    disableStdin: true,
    convertEol: false,
    scrollback: 5_000,
    fontFamily: "'IBM Plex Mono', 'DejaVu Sans Mono', monospace",
    fontSize: 13,
    fontWeightBold: 500,
    lineHeight: 1.15,
    minimumContrastRatio: 4.5,
    theme: {
      background: '#0d1110',
      foreground: '#d5dbd7',
      cursor: '#67beae',
      selectionBackground: '#2c5049',
    },
  });
  view.open(box);
  return view;
}

function show(parts: {
  live: Live;
  session: string;
  view: Terminal;
  box: HTMLElement;
  onStatus(status: TerminalStatus): void;
}): () => void {
  const { live, session, view, box, onStatus } = parts;
  const fit = () => {
    view.options.fontSize = fitFontSize(box.clientWidth - 20, view.cols);
  };
  const resize = (fields: Record<string, unknown>) => {
    const cols = Number(fields.cols);
    const rows = Number(fields.rows);
    if (!(cols > 0 && rows > 0)) return;
    view.resize(cols, rows);
    fit();
    onStatus({ kind: 'open', cols, rows });
  };
  let isOpening = false;
  const close = (reason: unknown) => onStatus({ kind: 'closed', reason: String(reason) });
  const receive = ({ type, fields }: LiveMessage) => {
    // A refusal names no session: it answers the message sent last.
    if (type === 'error' && isOpening) close(fields.error ?? 'The server refused.');
    if (fields.session !== session) return;
    if (type === 'terminal.opened') {
      isOpening = false;
      view.reset();
      resize(fields);
    }
    if (type === 'terminal.resized') resize(fields);
    if ((type === 'terminal.opened' || type === 'terminal.data') && typeof fields.data === 'string')
      view.write(bytesOf(fields.data));
    if (type === 'terminal.closed') close(fields.reason ?? 'The session ended.');
  };
  const open = () => {
    isOpening = live.send({ type: 'terminal.open', session });
    if (isOpening) onStatus({ kind: 'opening' });
  };
  const watcher = new ResizeObserver(fit);
  watcher.observe(box);
  const stops = [live.onMessage(receive), live.onStatus((status) => status === 'live' && open())];
  open();
  return () => {
    for (const stop of stops) stop();
    watcher.disconnect();
    live.send({ type: 'terminal.close', session });
  };
}
