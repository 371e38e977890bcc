import type { SessionProvider } from '@architect/contracts/providers';
import type { Dialog, SessionState } from '@architect/contracts/sessions';
import { type AgentBook, createAgentBook } from './agent-book.ts';
import { decide, isRetrying, type TimedReading } from './authority.ts';
import { lastTextRow } from './bottom-block.ts';
import type { Screen } from './screen.ts';

export interface Classified {
  provider: SessionProvider;
  state: SessionState;
  /** A prompt could be typed now: idle or asking, the empty box shown, nothing over it. */
  deliverable: boolean;
  draft: string | null;
  dialog: Dialog | null;
  /** The rule that decided. */
  rule: string;
  readings: TimedReading[];
}

const builtIn = createAgentBook({ now: Date.now });

/** State of one capture from all that was recorded of it: process name, title and screen, in the order of authority. */
export function classifyCapture(
  capture: {
    screen: Screen;
    title: string;
    command: string;
    dead: boolean;
    /** Of the program; absent or empty where it is not known. */
    version?: string;
  },
  book: AgentBook = builtIn,
): Classified {
  const { screen, title, command } = capture;
  const dead = capture.dead || saysDead(screen);
  const process = { command, title, commandLines: [], env: {}, pid: null, cwd: '' };
  const agent = book.forVersion(book.recognise(process, screen), capture.version || null);
  const shown = agent.readScreen(screen);
  const readings: TimedReading[] = [];
  const add = (
    source: TimedReading['source'],
    reading: { state: SessionState; rule: string; detail: string } | null | undefined,
  ) => {
    if (reading)
      readings.push({ source, state: reading.state, rule: reading.rule, detail: reading.detail, at: 0 });
  };
  if (dead) add('process', { state: 'dead', rule: 'process.dead', detail: 'the pane is dead' });
  else if (agent.provider === 'shell')
    add('process', { state: 'shell', rule: 'process.shell', detail: command });
  add('title', agent.readTitle?.(title));
  add('screen', shown);
  const { winner } = decide(readings);
  const state = winner?.state ?? 'unknown';
  const isQuiet = state === 'idle' || state === 'asking';
  return {
    provider: agent.provider,
    state,
    deliverable:
      isQuiet &&
      shown.boxShown &&
      !shown.overlay &&
      shown.draft === null &&
      shown.dialog === null &&
      !isRetrying(shown.rule),
    draft: dead ? null : shown.draft,
    dialog: state === 'blocked' || state === 'limited' ? shown.dialog : null,
    rule: winner?.rule ?? 'none',
    readings,
  };
}

/** What tmux writes into a pane that it keeps after its program ended (`remain-on-exit`). */
function saysDead(screen: Screen): boolean {
  return /^Pane is dead \((status|signal) /.test(screen.lines[lastTextRow(screen)] ?? '');
}
