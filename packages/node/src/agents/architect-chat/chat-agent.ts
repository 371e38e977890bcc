import { fileURLToPath } from 'node:url';
import type { BuiltInProvider } from '@architect/contracts/providers';
import { shellQuote } from '@architect/contracts/shell-quote';
import type { Agent, Prepared, StateReading } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { type EchoMarks, findEcho } from '../find-echo.ts';
import { keysForOption } from '../make-dialog.ts';
import { normaliseText } from '../normalise-text.ts';
import type { Screen } from '../screen.ts';
import { readStatusOsc } from '../status-osc.ts';
import { readChatHook } from './chat-hooks.ts';
import { findChatBox, readChatScreen } from './read-chat-screen.ts';

const processTitle = 'architect-chat';

/** The product's own program, found beside the package: it need not be on the PATH. */
const architectPath = fileURLToPath(new URL('../../../../../bin/architect', import.meta.url));

/** The built-in worker, one adapter a provider: its title, footer and arguments name the provider. */
export function createChatAgents(): Agent[] {
  return [createChatAgent('ollama'), createChatAgent('demo')];
}

function createChatAgent(provider: Extract<BuiltInProvider, 'ollama' | 'demo'>): Agent {
  return {
    provider,
    settleMs: 50,
    recognise: (process) => {
      const isChat =
        process.command === processTitle ||
        process.commandLines.some((line) => line.join(' ').startsWith(processTitle) || isChatCommand(line));
      if (!isChat) return 0;
      return providerOf(process.title) === provider || namesProvider(process.commandLines, provider) ? 2 : 0;
    },
    recogniseScreen: (screen) => providerOf(screen.title) === provider,
    launch: (spec) => ({
      command: `exec ${shellQuote(architectPath)} chat --worker --provider ${provider}`,
      env: { ARCHITECT_HOOK_DIR: spec.hookDir },
    }),
    readScreen: readChatScreen,
    readTitle: (title) => readChatTitle(title),
    readOsc: (payload) => readStatusOsc(payload, 'architect'),
    readHook: readChatHook,
    prepare: prepareForChat,
    boxHolds: (screen, text) => holds(findChatBox(screen)?.text ?? '', text),
    showsPrompt: (screen, text) => findOwnEcho(screen, text) !== null,
    answerKeys: keysForOption,
    visibleAnswer: visibleAnswer,
  };
}

/** A paste of more than ten lines or a thousand characters is shown as one placeholder. */
const folded = /^\[Pasted text #\d+(?: \+(\d+) lines)?\]$/;

function holds(shown: string, text: string): boolean {
  const fold = folded.exec(shown.trim());
  if (fold !== null) return Number(fold[1] ?? 0) === text.split('\n').length - 1;
  return squash(shown) === squash(text);
}

function isChatCommand(line: string[]): boolean {
  const chat = line.indexOf('chat');
  return chat > 0 && /(^|\/)(architect|main\.[cm]?[jt]s)$/.test(line[chat - 1] ?? '');
}

function namesProvider(lines: string[][], provider: string): boolean {
  return lines.some(
    (line) => line[line.indexOf('--provider') + 1] === provider || line.includes(`--provider=${provider}`),
  );
}

/** `architect-chat · <provider> · idle|busy|asking` */
function providerOf(title: string): string | null {
  return /^architect-chat · ([\w-]+) · /u.exec(title)?.[1] ?? null;
}

function readChatTitle(title: string): StateReading | null {
  const word = /^architect-chat · [\w-]+ · (\w+)/u.exec(title)?.[1];
  if (word === 'busy') return { state: 'busy', rule: 'architect.title.busy', detail: title };
  if (word === 'asking') return { state: 'blocked', rule: 'architect.title.asking', detail: title };
  if (word === 'idle') return { state: 'idle', rule: 'architect.title.idle', detail: title };
  return null;
}

function prepareForChat(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    {
      says: 'a blank was put before the leading slash so that it arrives as text',
      apply: (value) => (/^\/[a-z]/.test(value) ? ` ${value}` : value),
    },
  ]);
  return guarded.trim() === ''
    ? { ok: false, reason: 'nothing is left to send' }
    : { ok: true, text: guarded, adjusted };
}

const marks: EchoMarks = { echo: /^›\s/u, other: /^[●∙✗]\s/u };

function findOwnEcho(screen: Screen, text: string): number | null {
  return findEcho(screen, text, findChatBox(screen)?.top ?? screen.height, marks);
}

/** Text of the last answer entry (`● text`) below the echo. */
function visibleAnswer(screen: Screen, prompt: string): string | null {
  const from = findOwnEcho(screen, prompt);
  if (from === null) return null;
  const end = findChatBox(screen)?.top ?? screen.height;
  const rows = screen.lines.slice(from, end).filter((line) => !/^∙\s/u.test(line));
  const head = rows.findLastIndex((line) => /^●\s/u.test(line));
  if (head < 0) return null;
  return rows
    .slice(head)
    .map((line) => line.slice(2))
    .join('\n')
    .trim();
}
