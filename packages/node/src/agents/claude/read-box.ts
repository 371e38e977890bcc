import type { ScreenReading } from '../agent.ts';
import { joinedText, lastTextRow } from '../bottom-block.ts';
import { parseResetTime } from '../reset-time.ts';
import type { Screen } from '../screen.ts';
import { createReadings, type Said } from '../screen-readings.ts';
import type { InputBox } from './find-input-box.ts';
import { keysElsewhere, messageRules, retryRules } from './rules.ts';

const spinner = /^[·✢✣✤✥✳✶✷✸✹✺✻✼✽✾❋*∗]\s+(.+)$/u;
const answerHead = /^[●⏺]\s*/u;
const promptEcho = /^[❯>]\s/u;

const { said, quiet } = createReadings('claude');

/** What the screen says while the input box is shown: the footer, the line above the box, and the last message. */
export function readBox(screen: Screen, box: InputBox, now: number): ScreenReading {
  const footer = joinedText(screen, box.bottom + 1, lastTextRow(screen) + 1);
  const elsewhere = keysElsewhere.find(
    (rule) => rule.footer.test(footer) || rule.box?.test(box.text || box.ghost) === true,
  );
  if (elsewhere !== undefined) {
    const reading = said('idle', `overlay-${elsewhere.name}`, 'the box is shown, but keys go elsewhere');
    return { ...quiet(box.text), ...reading, boxShown: false, draft: null, overlay: true };
  }
  const working = readWork(screen, box);
  if (working !== null) return { ...quiet(box.text), ...working };
  const message = lastMessage(screen, box);
  const resting = { ...quiet(box.text), interrupted: message.interrupted };
  const failure = messageRules.find((rule) => rule.pattern.test(message.text));
  /** Whoever has begun to type has seen the error; a limit stays. In front of a text nobody has typed it. */
  const isTyped = box.text !== '' && !(screen.cursor.x === 2 && screen.cursor.y === box.top + 1);
  if (failure !== undefined && (failure.state === 'limited' || !isTyped)) {
    const isLimit = failure.state === 'limited';
    const limitedUntil = isLimit ? parseResetTime(`${message.text} ${footer}`, now) : null;
    /** Newer versions go on by themselves when the limit ends, unless Esc has cancelled that. */
    const name =
      isLimit && /continuing automatically/i.test(footer) ? `${failure.name}.retrying` : failure.name;
    return { ...resting, ...said(failure.state, name, message.text), limitedUntil };
  }
  if (message.isAnswer && /\?["'”’)*_]*$/u.test(message.text) && box.text === '') {
    return { ...resting, ...said('asking', 'text-question', message.text.slice(-200)) };
  }
  return resting;
}

/** A part of the footer of its own, not words in a status line of the person's own. */
const interruptHint = /(^\s*|[·(|]\s*|\s{2})esc\s+to\s+inte/imu;

/** Signs of a running turn, best first; null when there is none. A streaming answer shows the footer's hint only. */
function readWork(screen: Screen, box: InputBox): Said | null {
  const head = headAbove(screen, box.top);
  const block = joinedText(screen, head, box.top);
  const activity = spinner.exec(block)?.[1];
  const retry = /\bretrying in \d/i.test(block) && (activity !== undefined || /⎿/u.test(block));
  if (retry) {
    const rule = retryRules.find((candidate) => candidate.pattern.test(block));
    return said(rule?.state ?? 'busy', `${rule?.name ?? 'request'}.retrying`, block);
  }
  if (activity !== undefined && isActive(screen.lines[head] ?? '')) return said('busy', 'spinner', activity);
  const footer = joinedText(screen, box.bottom + 1, lastTextRow(screen) + 1);
  if (interruptHint.test(screen.lines.slice(box.bottom + 1).join('\n')))
    return said('busy', 'interrupt-hint', footer);
  if (/edit queued messages/i.test(box.ghost)) return said('busy', 'queued-message', box.ghost);
  return null;
}

/** `✻ Baked for 14s` is a finished turn; `✻ Baking… (3s)` and `✻ Waiting for 2 background agents` are running ones. */
function isActive(line: string): boolean {
  return /…|esc to interrupt|^\S\s+waiting for \d+ background/iu.test(line);
}

/** The lowest row above `y` that begins in the first column: the head of the last block. */
function headAbove(screen: Screen, y: number): number {
  for (let row = y - 1; row >= 0; row -= 1)
    if (/^\S/u.test(screen.lines[row] ?? '') && !isWrappedByTmux(screen, row)) return row;
  return 0;
}

/** A pane that became narrower: tmux cuts rows at the edge and goes on in the first column. */
function isWrappedByTmux(screen: Screen, y: number): boolean {
  const isMarked = /^[●⏺❯>⎿✻✽✶✳✢·*╭╰│─▔]/u.test(screen.lines[y] ?? '');
  return !isMarked && (screen.lines[y - 1] ?? '').length >= screen.width - 1;
}

interface Message {
  text: string;
  isAnswer: boolean;
  /** Esc or a refusal ended the turn. */
  interrupted: boolean;
}

const interruption =
  /⎿\s+(interrupted\b|user rejected|.*rejected by user)|^[●⏺]\s+user (declined|rejected)/iu;

/** Surveys stand between the last message and the box, and take a digit while the box takes a prompt (2.1.330). */
const survey =
  /^[●⏺✓]\s+(.*\b1: \S.*\b0: dismiss\b|can anthropic look at your session|thanks for helping make claude better)/iu;

/** The last thing said above the box, without a finished spinner line and without the survey. */
function lastMessage(screen: Screen, box: InputBox): Message {
  let end = box.top;
  let head = headAbove(screen, end);
  while (spinner.test(screen.lines[head] ?? '') || survey.test(joinedText(screen, head, end))) {
    end = head;
    head = headAbove(screen, end);
  }
  const line = screen.lines[head] ?? '';
  const text = joinedText(screen, head, end).replaceAll('’', "'");
  const interrupted = interruption.test(text);
  if (promptEcho.test(line))
    return { text: /⎿\s+(.*)$/u.exec(text)?.[1] ?? '', isAnswer: false, interrupted };
  const isAnswer = answerHead.test(line) && !text.includes('⎿') && !interrupted;
  return { text: text.replace(answerHead, ''), isAnswer, interrupted };
}
