import type { PaneFacts } from './driver.ts';

/** Modes of a pane that decide how a terminal shows and sends things, as tmux format variables. */
const modeVariables = [
  'insert_flag',
  'keypad_cursor_flag',
  'keypad_flag',
  'mouse_standard_flag',
  'mouse_button_flag',
  'mouse_all_flag',
  'mouse_sgr_flag',
  'mouse_utf8_flag',
  'origin_flag',
  'wrap_flag',
  'bracket_paste_flag', // empty before tmux 3.7
  'scroll_region_upper',
  'scroll_region_lower',
] as const;

type ModeVariable = (typeof modeVariables)[number];

export const modeFormat = modeVariables.map((name) => `#{${name}}`).join(' ');

/** Sequences that switch a mode on; all are off after RIS but wrap (xterm control sequences, DECSET and SM). */
const switches: [ModeVariable, string][] = [
  ['insert_flag', '\u001b[4h'],
  ['keypad_cursor_flag', '\u001b[?1h'],
  ['keypad_flag', '\u001b='],
  ['mouse_standard_flag', '\u001b[?1000h'],
  ['mouse_button_flag', '\u001b[?1002h'],
  ['mouse_all_flag', '\u001b[?1003h'],
  ['mouse_utf8_flag', '\u001b[?1005h'],
  ['mouse_sgr_flag', '\u001b[?1006h'],
  ['bracket_paste_flag', '\u001b[?2004h'],
];

/**
 * Bytes that paint a screen as it is into any terminal: reset, screen buffer, rows, cursor, modes.
 * @param modes what `modeFormat` printed
 */
export function paintSeed(facts: PaneFacts, rows: readonly Buffer[], modes: string): Buffer {
  const values = modes.split(' ');
  const value = (name: ModeVariable): string => values[modeVariables.indexOf(name)] ?? '';
  const upper = Number(value('scroll_region_upper'));
  const lower = Number(value('scroll_region_lower'));
  const isWholeRegion = !(lower > upper) || (upper === 0 && lower === facts.height - 1);
  const isOrigin = value('origin_flag') === '1';
  const cursorRow = facts.cursorY + 1 - (isOrigin ? upper : 0);
  const before = `\u001bc${facts.alternateOn ? '\u001b[?1049h' : ''}`;
  const painted = rows.flatMap((row, index) => [Buffer.from(`\u001b[${index + 1};1H`), row]);
  const after = [
    '\u001b[0m',
    isWholeRegion ? '' : `\u001b[${upper + 1};${lower + 1}r`,
    isOrigin ? '\u001b[?6h' : '',
    value('wrap_flag') === '0' ? '\u001b[?7l' : '',
    ...switches.map(([name, sequence]) => (value(name) === '1' ? sequence : '')),
    `\u001b[${cursorRow};${facts.cursorX + 1}H`,
    facts.cursorVisible ? '' : '\u001b[?25l',
  ];
  return Buffer.concat([Buffer.from(before), ...painted, Buffer.from(after.join(''))]);
}
