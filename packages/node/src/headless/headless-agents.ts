import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '@architect/contracts/providers';
import type { ProcessFacts, TranscriptTurn } from '../agents/agent.ts';
import { readClaudeTranscript } from '../agents/claude/claude-transcript.ts';
import { readCodexTranscript } from '../agents/codex/codex-transcript.ts';
import { AcpClient } from './acp.ts';
import { ClaudeStream } from './claude-stream.ts';
import { CodexAppServer } from './codex-app-server.ts';
import type { ConversationPlace, HeadlessAgent, Preparation, Recorded } from './protocol.ts';

/** Providers that can run without a terminal. `now` gives epoch ms. */
export function createHeadlessAgents(now: () => number): Partial<Record<Provider, HeadlessAgent>> {
  return { claude: claude(now), codex: codex(now), gemini: gemini(now), opencode: opencode(now) };
}

/** `--permission-prompt-tool stdio` is not in `--help`; it asks for permissions on standard output (2.1.197, 2.1.330). */
const claudeCommand = [
  ...['claude', '-p', '--verbose', '--input-format', 'stream-json', '--output-format', 'stream-json'],
  ...['--replay-user-messages', '--permission-prompt-tool', 'stdio'],
];

function claude(now: () => number): HeadlessAgent {
  return {
    launch({ conversationId, isResumed }) {
      const id = conversationId ?? crypto.randomUUID();
      return { command: [...claudeCommand, isResumed ? '--resume' : '--session-id', id], conversationId: id };
    },
    isKnown: (place) => existsSync(claudeTranscript(place)),
    open: (spec, host) => new ClaudeStream(spec, host, now),
    prepare: prepareForClaude,
    // The first version seen to tell of every message's life; 2.1.197 tells of it only with the answer.
    announces: (version) => version !== null && isAtLeast(version, [2, 1, 330]),
    lookUp: async (place, text, since) =>
      judgeTurns(
        await readClaudeTranscript(noProcess(place), { path: claudeTranscript(place) }, since),
        text,
      ),
  };
}

function codex(now: () => number): HeadlessAgent {
  return {
    launch: ({ conversationId }) => ({ command: ['codex', 'app-server'], conversationId }),
    isKnown: ({ conversationId }) => conversationId !== null,
    open: (spec, host) => new CodexAppServer(spec, host, now),
    prepare: asItIs,
    announces: () => true,
    async lookUp(place, text, since) {
      if (place.conversationFile === null) return { found: false };
      const path = place.conversationFile;
      const recorded = judgeTurns(await readCodexTranscript(noProcess(place), { path }, since), text);
      // The file ends a turn that was cut off like one that was finished; the journal alone tells them apart.
      return recorded.found ? { ...recorded, ended: false } : recorded;
    },
  };
}

/** 0.30 knows only the older spelling, 0.61 both. */
function gemini(now: () => number): HeadlessAgent {
  return acp(now, ['gemini', '--experimental-acp'], prepareForGemini);
}

function opencode(now: () => number): HeadlessAgent {
  return acp(now, ['opencode', 'acp'], prepareForOpencode);
}

/** Nothing is announced, and there is no file to look into: after a crash nobody can tell what was not reported. */
function acp(now: () => number, command: string[], prepare: (text: string) => Preparation): HeadlessAgent {
  return {
    launch: ({ conversationId }) => ({ command, conversationId }),
    isKnown: ({ conversationId }) => conversationId !== null,
    open: (spec, host) => new AcpClient(spec, host, now),
    prepare,
    announces: () => false,
  };
}

function prepareForGemini(text: string): Preparation {
  const command = /^\/[a-z][\w-]*(?=\s|$)/i.exec(text.trim())?.[0];
  if (command === undefined) return asItIs(text);
  const reason = `Gemini CLI would run ${command} as a command of its own; begin with a word`;
  return { ok: false, reason };
}

/** Whatever begins with a slash is taken for a command and, when there is none, dropped without a word (1.18). */
function prepareForOpencode(text: string): Preparation {
  if (!text.trim().startsWith('/')) return asItIs(text);
  return {
    ok: true,
    text: `\u200b${text}`,
    adjusted: ['an invisible blank (U+200B) was put before the leading /'],
  };
}

/** Print mode runs `/name` as a command of its own, or says that there is none; everything else arrives as it is. */
function prepareForClaude(text: string): Preparation {
  const command = /^\/[a-z][\w:-]*(?=\s|$)/i.exec(text.trim())?.[0];
  if (command === undefined) return asItIs(text);
  const reason = `Claude Code would run ${command} as a command of its own; begin with a word`;
  return { ok: false, reason };
}

/** A protocol carries any text. */
function asItIs(text: string): Preparation {
  return { ok: true, text, adjusted: [] };
}

function claudeTranscript({ workingDir, env, conversationId }: ConversationPlace): string {
  const config = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), '.claude');
  return join(
    config,
    'projects',
    realPath(workingDir).replace(/[^A-Za-z0-9]/g, '-'),
    `${conversationId}.jsonl`,
  );
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // the directory is gone: so is what is in it
  }
}

function noProcess({ workingDir, env }: ConversationPlace): ProcessFacts {
  return { command: '', commandLines: [], title: '', env, pid: null, cwd: realPath(workingDir) };
}

function judgeTurns(turns: TranscriptTurn[] | null, text: string): Recorded {
  const turn = turns?.findLast((one) => one.prompt === text);
  return turn ? { found: true, ended: turn.ended, answer: turn.answer } : { found: false };
}

function isAtLeast(version: string, wanted: [number, number, number]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of wanted.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
