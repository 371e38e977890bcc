import { typedOption } from './count-typing.ts';
import type { PaneFacts } from './driver.ts';

const fieldSeparator = '\u001f';
const recordEnd = '\u001e';

/** A pane as listed, with what the driver itself needs to know of it. */
export interface PaneRecord {
  facts: PaneFacts;
  /** Owner mark of a hub session (`hub.ts`); empty for every session of a person. */
  hubOwner: string;
  /** The server this was read from: pid and start time. A new server counts its ids from zero again. */
  serverId: string;
}

/**
 * Order matters: the last two come from /proc and may hold any byte; names and titles cannot hold control characters
 * (tmux replaces or refuses them), so a separator below 0x20 is safe before them.
 */
const variables = [
  'pane_id',
  'session_id',
  'window_id',
  'pane_pid',
  'window_active',
  'pane_active',
  'pane_dead',
  'pane_in_mode',
  'pane_input_off',
  'pane_synchronized',
  'alternate_on',
  'cursor_flag',
  'cursor_x',
  'cursor_y',
  'history_size',
  'pane_width',
  'pane_height',
  'session_created',
  'session_attached',
  'pid',
  'start_time',
  '@architect_hub',
  '@architect_role',
  '@architect_tier',
  typedOption,
  'session_name',
  'pane_title',
  'pane_current_command',
  'pane_current_path',
] as const;

type Variable = (typeof variables)[number];

/** Format for `list-panes`, `display-message -p` and `new-session -P`; every record ends with a mark of its own. */
export const paneFormat = variables.map((name) => `#{${name}}`).join(fieldSeparator) + recordEnd;

/** Reads records printed with `paneFormat`. A record that does not parse (a path full of control bytes) is left out. */
export function parsePanes(lines: readonly Buffer[]): PaneRecord[] {
  const text = lines.map((line) => line.toString('utf8')).join('\n');
  return text
    .split(`${recordEnd}\n`)
    .map((record) => parseRecord(record.endsWith(recordEnd) ? record.slice(0, -1) : record))
    .filter((record) => record !== null);
}

function parseRecord(record: string): PaneRecord | null {
  const fields = record.split(fieldSeparator);
  if (fields.length < variables.length || !/^%\d+$/.test(fields[0] ?? '')) return null;
  const text = (name: Variable): string => fields[variables.indexOf(name)] ?? '';
  const number = (name: Variable): number => Number(text(name)) || 0;
  const flag = (name: Variable): boolean => number(name) > 0;
  const facts: PaneFacts = {
    paneId: text('pane_id'),
    sessionId: text('session_id'),
    sessionName: text('session_name'),
    windowId: text('window_id'),
    active: flag('window_active') && flag('pane_active'),
    pid: number('pane_pid'),
    currentCommand: text('pane_current_command'),
    currentPath: fields.slice(variables.length - 1).join(fieldSeparator),
    title: text('pane_title'),
    dead: flag('pane_dead'),
    inMode: flag('pane_in_mode'),
    inputOff: flag('pane_input_off'),
    synchronized: flag('pane_synchronized'),
    alternateOn: flag('alternate_on'),
    cursorX: number('cursor_x'),
    cursorY: number('cursor_y'),
    cursorVisible: flag('cursor_flag'),
    historySize: number('history_size'),
    width: number('pane_width'),
    height: number('pane_height'),
    createdAt: number('session_created') * 1000,
    attachedClients: number('session_attached'),
    role: text('@architect_role') || null,
    tier: text('@architect_tier') || null,
    typed: text(typedOption),
  };
  return { facts, hubOwner: text('@architect_hub'), serverId: `${text('pid')}.${text('start_time')}` };
}

/** Exact target of a pane within its own session, quoted for a control line: a bare `%3` may resolve to our hub. */
export function targetOf(facts: PaneFacts): string {
  return `'${facts.sessionId}:${facts.windowId}.${facts.paneId}'`;
}
