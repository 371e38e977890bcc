import type { InputState } from './black-box.ts';
import { dialogOnPaste } from './directives.ts';
import type { InputEvent } from './parse-input.ts';
import type { Decision, Stage } from './stage.ts';
import type { TurnParts, Turns } from './turns.ts';

/** An Enter sooner after a paste than this is taken as a line break, as by the CLIs that need it as its own key. */
const pasteSettleMs = 50;
const rows: Decision[] = ['yes', 'always', 'no'];
const keys: Record<string, Decision> = { '1': 'yes', '2': 'always', '3': 'no', escape: 'no' };

/** What has the keyboard at this moment. */
export function inputState({ dialog, overlay, working, draft }: Stage): InputState {
  if (dialog) return 'dialog';
  if (overlay) return 'overlay';
  if (working) return 'busy';
  return draft.isEmpty() ? 'empty' : 'draft';
}

/** What keys and pastes do, with the traps of the real one. Returns the handler of input events. */
export function createKeyboard(
  parts: Pick<TurnParts, 'log' | 'record' | 'quit' | 'fail'> & { stage: Stage; turns: Turns },
) {
  const { stage, turns, log, record, quit, fail } = parts;
  const { draft } = stage;
  let pastedAt = Number.NEGATIVE_INFINITY;
  let menuClosed = false;

  function submit() {
    const shown = draft.shown();
    if (shown.endsWith('\\')) {
      draft.backspace();
      return draft.type('\n');
    }
    // A trailing `@path` opens the file menu; the first Enter only completes it.
    if (/(^|\s)@\S+$/.test(shown) && !menuClosed) {
      menuClosed = true;
      return;
    }
    const text = draft.content().trimEnd();
    if (text.trim() === '') return;
    draft.clear();
    menuClosed = false;
    if (text.startsWith('!')) {
      log('bash', text);
      record({ kind: 'bash', text });
    } else if (/^\/(help|exit|clear|model)\b/.test(text)) slash(text);
    else if (stage.working) stage.queue.push(text);
    else turns.run(text);
  }

  function slash(text: string) {
    log('slash', text);
    record({ kind: 'slash', text });
    if (text.startsWith('/exit')) quit('clean');
    else stage.overlay = true;
  }

  /** One digit acts at once, Enter picks the marked row, everything else is ignored. */
  function inDialog(dialog: NonNullable<Stage['dialog']>, event: InputEvent) {
    const pressed = event.kind === 'text' ? event.text : event.kind === 'key' ? event.name : '';
    if (pressed === 'up') dialog.selected = Math.max(0, dialog.selected - 1);
    if (pressed === 'down') dialog.selected = Math.min(rows.length - 1, dialog.selected + 1);
    const decision = pressed === 'enter' ? rows[dialog.selected] : keys[pressed];
    if (decision) dialog.decide(decision);
  }

  function paste(text: string) {
    draft.paste(text);
    pastedAt = performance.now();
    menuClosed = false;
    const command = dialogOnPaste(text);
    if (command !== null) turns.ask(command).catch(fail);
  }

  function press(event: Extract<InputEvent, { kind: 'key' }>) {
    switch (event.name) {
      case 'enter':
        if (event.burst || performance.now() - pastedAt < pasteSettleMs) return draft.type('\n');
        return submit();
      case 'escape':
        return turns.interrupt();
      case 'backspace':
        return draft.backspace();
      case 'ctrl-u':
        return draft.clear();
      case 'ctrl-c':
        return draft.isEmpty() ? quit('clean') : draft.clear();
    }
  }

  return (event: InputEvent) => {
    if (stage.dialog) inDialog(stage.dialog, event);
    else if (stage.overlay) stage.overlay = !(event.kind === 'key' && event.name === 'escape');
    else if (event.kind === 'paste') paste(event.text);
    else if (event.kind === 'text') draft.type(event.text);
    else press(event);
    stage.show();
  };
}
