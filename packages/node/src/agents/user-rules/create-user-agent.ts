import type { Agent, Prepared, ProcessFacts, ScreenReading } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import { type EchoMarks, findEcho } from '../find-echo.ts';
import { keysForOption } from '../make-dialog.ts';
import { normaliseText } from '../normalise-text.ts';
import { runsProgram } from '../runs-program.ts';
import type { Screen } from '../screen.ts';
import {
  boxOf,
  boxReading,
  limitedUntil,
  type NamedParts,
  quietReading,
  readDialogs,
  readScreenRules,
  readTitleRules,
} from './apply-rules.ts';
import type { AgentDefinition } from './rules-schema.ts';

const noPackage = /(?!)/;

/** The adapter of a program that a person has described. `now` gives epoch ms. */
export function createUserAgent(
  provider: string,
  definition: AgentDefinition,
  options: { now: () => number },
): Agent {
  const parts: NamedParts = { ...definition, prefix: provider };
  const { delivery, launch, env, marks, version, versions } = definition;
  return {
    provider,
    settleMs: delivery.settle_ms,
    ...(delivery.dialog_ready_ms > 0 ? { dialogReadyMs: () => delivery.dialog_ready_ms } : {}),
    ...(version ? { versionCommand: version } : {}),
    ...(versions ? { versions } : {}),
    ...(launch ? { launch: () => ({ command: `exec ${launch}`, env }) } : {}),
    ...(marks.length > 0 ? { recogniseScreen: (screen: Screen) => bearsMarks(screen, marks) } : {}),
    recognise: (process) => recognise(process, definition.processes),
    readScreen: (screen) => readScreen(screen, parts, options.now()),
    readTitle: (title) => readTitleRules(title, parts),
    prepare: (text) => prepare(text, definition),
    boxHolds: (screen, text) => holds(boxOf(screen, parts)?.text ?? '', text, definition),
    showsPrompt: (screen, text) => echoEnd(screen, text, definition) !== null,
    visibleAnswer: (screen, prompt) => visibleAnswer(screen, prompt, definition),
    answerKeys(dialog, optionKey) {
      const keys = keysForOption(dialog, optionKey);
      if (keys === null || optionKey.startsWith('row:')) return keys;
      return definition.answer.map((key) => (key === '{key}' ? optionKey : key));
    },
  };
}

function recognise(process: ProcessFacts, names: string[]): 0 | 1 | 2 {
  return names.includes(process.command) || runsProgram(process, { names, packages: noPackage }) ? 2 : 0;
}

function bearsMarks(screen: Screen, marks: RegExp[]): boolean {
  return marks.every((mark) => mark.test(screen.title) || screen.lines.some((line) => mark.test(line)));
}

function readScreen(screen: Screen, parts: NamedParts, now: number): ScreenReading {
  const box = boxOf(screen, parts);
  const dialog = readDialogs(screen, parts, box !== null);
  if (dialog !== null) return dialog;
  const found = readScreenRules(screen, parts, box, box !== null);
  if (found !== null)
    return { ...boxReading(box, found.rule), ...found.said, limitedUntil: limitedUntil(found.said, now) };
  if (box !== null) return { ...boxReading(box, null), ...quietReading(box, parts.prefix) };
  return {
    ...emptyReading,
    state: 'unknown',
    rule: `${parts.prefix}.screen.unknown`,
    detail: 'no input box, no rule holds',
  };
}

function prepare(text: string, { delivery }: AgentDefinition): Prepared {
  const guards = delivery.guards.map(({ match, replace, says }) => ({
    says,
    apply: (value: string) => (match.test(value) ? value.replace(match, replace) : value),
  }));
  const { text: guarded, adjusted } = normaliseText(text, guards);
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  const refusal = delivery.refuse.find(({ match }) => match.test(guarded));
  if (refusal) return { ok: false, reason: refusal.reason };
  if (delivery.one_line && guarded.includes('\n'))
    return { ok: false, reason: 'this agent takes one line only' };
  const bytes = Buffer.byteLength(guarded);
  if (delivery.max_bytes !== undefined && bytes > delivery.max_bytes)
    return { ok: false, reason: `this agent takes ${delivery.max_bytes} bytes at most, not ${bytes}` };
  return { ok: true, text: guarded, adjusted };
}

/** A placeholder for a long paste stands for the text when the number in it is that of its lines or characters. */
function holds(shown: string, text: string, { delivery }: AgentDefinition): boolean {
  if (shown === '') return false;
  const count = delivery.folded?.exec(shown.trim())?.[1];
  if (count === undefined) return squash(shown) === squash(text);
  const lines = text.split('\n').length;
  return [lines, lines - 1, text.length, Array.from(text).length].includes(Number(count));
}

const never = /(?!)/;

function echoEnd(screen: Screen, text: string, definition: AgentDefinition): number | null {
  if (!definition.conversation) return null;
  const { prompt, answer, other = never } = definition.conversation;
  const marks: EchoMarks = { echo: prompt, other: new RegExp(`${answer.source}|${other.source}`, 'u') };
  return findEcho(screen, text, endOfTalk(screen, definition), marks);
}

function endOfTalk(screen: Screen, definition: AgentDefinition): number {
  return boxOf(screen, { title: [], screen: [], dialogs: [], box: definition.box })?.top ?? screen.height;
}

/** The last answer below the last echo of this prompt: from its mark to the next one. */
function visibleAnswer(screen: Screen, prompt: string, definition: AgentDefinition): string | null {
  const from = echoEnd(screen, prompt, definition);
  if (from === null || !definition.conversation) return null;
  const { answer, other = never } = definition.conversation;
  const end = endOfTalk(screen, definition);
  const head = screen.lines.findLastIndex((line, y) => y >= from && y < end && answer.test(line));
  if (head < 0) return null;
  const next = screen.lines.findIndex((line, y) => y > head && y < end && other.test(line));
  const rows = screen.lines.slice(head, next < 0 ? end : next);
  const [first = '', ...rest] = rows;
  return [first.replace(answer, ''), ...rest].join('\n').trim();
}
