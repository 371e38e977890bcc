import type { ControlClient } from './control-client.ts';
import { ownKeys, typedOption } from './count-typing.ts';
import type { Guarded, PaneFacts } from './driver.ts';
import { quoteArgument, quoteBytes } from './quote.ts';

const named =
  'Enter|Escape|Tab|BTab|Space|BSpace|Up|Down|Left|Right|Home|End|PageUp|PageDown|PPage|NPage|IC|DC|F\\d{1,2}';
const keyName = new RegExp(`^(?:[CMS]-)*(?:${named}|[!-~])$`);
/** C0 and DEL but TAB and LF: an ESC could end a bracketed paste early. */
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/**
 * Pastes in one server step that first compares the pane with what the caller saw. `paste-buffer` into a dead pane ends
 * the whole tmux 3.3a server (tmux issue 3830), so death is compared in that same step.
 * Rejects when the text holds control characters, or when tmux fails: then nobody knows whether it was typed.
 */
export async function pasteGuarded(
  client: ControlClient,
  input: { paneId: string; text: string; expected: PaneFacts; buffer: string },
): Promise<Guarded> {
  const { paneId, text, expected, buffer } = input;
  if (text === '') throw new Error('there is no text to paste');
  if (control.test(text)) throw new Error('text to paste holds a control character other than TAB and LF');
  if (!text.isWellFormed()) throw new Error('text to paste holds half a surrogate pair');
  if (!canTakeInput(expected)) return 'refused';
  await client.run(`set-buffer -b ${buffer} -- ${quoteArgument(text)}`);
  const paste = `paste-buffer -p -r -d -b ${buffer} -t '${paneId}'`;
  return guarded(client, {
    guard: guardOf(expected, true),
    paneId,
    action: paste,
    otherwise: `delete-buffer -b ${buffer}`,
  });
}

/** Presses keys in one guarded step. `cursor: false` leaves cursor and history out of the comparison. */
export async function pressGuarded(
  client: ControlClient,
  input: { paneId: string; keys: string[]; expected: PaneFacts; cursor: boolean },
): Promise<Guarded> {
  const { paneId, keys, expected } = input;
  const unknown = keys.find((key) => !keyName.test(key));
  if (unknown !== undefined || keys.length === 0)
    throw new Error(`not a key: ${JSON.stringify(unknown ?? null)}`);
  if (!canTakeInput(expected)) return 'refused';
  const action = `${ownKeys} -t '${paneId}' -- ${keys.map(quoteArgument).join(' ')}`;
  return guarded(client, { guard: guardOf(expected, input.cursor), paneId, action });
}

/**
 * Writes a person's bytes to the program in a pane as they are. They bypass copy mode, as what the person looks at is the
 * live screen. Rejects when the pane is dead or gone.
 * @param rawPaste the flag by which `paste-buffer` leaves control characters alone (tmux 3.7 and later), else ''
 */
export async function typeRaw(
  client: ControlClient,
  input: { paneId: string; data: Uint8Array; buffer: string; rawPaste: string },
): Promise<void> {
  // All pieces are sent in this turn, so that what is typed next cannot come between them.
  const results = await Promise.all(splitAtNul(input.data).map((piece) => typePiece(client, piece, input)));
  if (results.includes('refused')) throw new Error(`pane ${input.paneId} is dead`);
}

async function typePiece(
  client: ControlClient,
  piece: Uint8Array,
  { paneId, buffer, rawPaste }: { paneId: string; buffer: string; rawPaste: string },
): Promise<Guarded> {
  const guard = '#{==:#{pane_dead},0}';
  // An argument of tmux cannot hold NUL (Ctrl-Space); -H sends one byte by its number.
  if (piece[0] === 0) return guarded(client, { guard, paneId, action: `${ownKeys} -t '${paneId}' -H 00` });
  const action = `paste-buffer -r ${rawPaste} -d -b ${buffer} -t '${paneId}'`;
  const otherwise = `delete-buffer -b ${buffer}`;
  const [, result] = await Promise.all([
    client.run(`set-buffer -b ${buffer} -- ${quoteBytes(piece)}`),
    guarded(client, { guard, paneId, action, otherwise }),
  ]);
  return result;
}

/**
 * Runs `action` when the guard holds. `if-shell -F` evaluates the format and runs its branch in the same step of the
 * server, so nothing is read from or typed into the pane in between. Only the word of the branch itself counts as done.
 */
async function guarded(
  client: ControlClient,
  step: { guard: string; paneId: string; action: string; otherwise?: string },
): Promise<Guarded> {
  const otherwise = step.otherwise ? `${step.otherwise} ; ` : '';
  const lines = await client.runGroup(
    `if-shell -F -t '${step.paneId}' ${quoteArgument(step.guard)}` +
      ` { ${step.action} ; display-message -p guard-held } { ${otherwise}display-message -p guard-failed }`,
  );
  const word = lines.at(-1)?.toString('latin1');
  if (word === 'guard-held') return 'done';
  if (word === 'guard-failed') return 'refused';
  throw new Error(`tmux did not say whether it typed into ${step.paneId}`);
}

function canTakeInput(facts: PaneFacts): boolean {
  return !facts.dead && !facts.inMode && !facts.inputOff && !facts.synchronized;
}

/** The pid tells the pane as well: should the pane be gone, tmux would expand the format for another one. */
function guardOf(expected: PaneFacts, withCursor: boolean): string {
  const variables = ['pane_dead', 'pane_in_mode', 'pane_input_off', 'pane_synchronized', 'pane_pid'];
  const values: (number | string)[] = [0, 0, 0, 0, expected.pid];
  if (withCursor) {
    // Keys that another program has just typed show nowhere until the agent draws them.
    variables.push('cursor_x', 'cursor_y', 'history_size', typedOption);
    values.push(expected.cursorX, expected.cursorY, expected.historySize, expected.typed);
  }
  return `#{==:${variables.map((name) => `#{${name}}`).join('.')},${values.join('.')}}`;
}

function splitAtNul(data: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let index = 0; index <= data.length; index += 1) {
    if (index < data.length && data[index] !== 0) continue;
    if (index > start) pieces.push(data.subarray(start, index));
    if (index < data.length) pieces.push(data.subarray(index, index + 1));
    start = index + 1;
  }
  return pieces;
}
