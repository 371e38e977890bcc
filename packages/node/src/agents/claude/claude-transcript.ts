import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Usage } from '@architect/contracts/usage';
import { z } from 'zod';
import type { ProcessFacts, TranscriptTurn } from '../agent.ts';
import { readJsonTail, recentTranscripts } from '../transcript-files.ts';
import { addRequest, noUsage } from '../turn-usage.ts';
import { failureOf } from './claude-prompt.ts';
import { withoutPasteMarks } from './paste-marks.ts';

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

const tokens = z.looseObject({
  input_tokens: z.number().optional(),
  output_tokens: z.number().optional(),
  cache_read_input_tokens: z.number().optional(),
  cache_creation_input_tokens: z.number().optional(),
});

/** A record of Claude Code's transcript (2.0.60 to newest), as far as turns need it. */
const record = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  timestamp: z.string().optional(),
  isMeta: z.boolean().optional(),
  isSidechain: z.boolean().optional(),
  isCompactSummary: z.boolean().optional(),
  isApiErrorMessage: z.boolean().optional(),
  message: z
    .looseObject({
      id: z.string().optional(),
      model: z.string().optional(),
      usage: tokens.optional(),
      content: z.union([z.string(), z.array(part)]).optional(),
      stop_reason: z.string().nullish(),
    })
    .optional(),
  attachment: z
    .looseObject({ type: z.string(), prompt: z.union([z.string(), z.array(part)]).optional() })
    .optional(),
});
type Rec = z.infer<typeof record>;

const taskNotice = '<task-notification>';

/**
 * Turns from `<config>/projects/<slug of the directory>/<session id>.jsonl`; `hint.path` (a hook's `transcript_path`)
 * says which, else what the process itself tells (`ownTranscript`). `<config>` is CLAUDE_CONFIG_DIR or `~/.claude` of the
 * process.
 */
export async function readClaudeTranscript(
  process: ProcessFacts,
  hint: { path?: string },
  since: number,
): Promise<TranscriptTurn[] | null> {
  const path = hint.path ?? (await ownTranscript(process, since));
  const lines = path === undefined ? null : await readJsonTail(path);
  return lines === null ? null : turnsOf(lines).filter((turn) => turn.at >= since);
}

const runningSession = z.looseObject({ sessionId: z.string().regex(/^[\w-]+$/) });

/**
 * `<config>/sessions/<pid>.json` names the session of a running process (2.1.197). Without it, the newest file of the
 * working directory, unless several agents write there: another's transcript would prove what never happened.
 */
async function ownTranscript(process: ProcessFacts, since: number): Promise<string | undefined> {
  const folder = projectFolder(process);
  const recent = (await recentTranscripts(folder, since)).filter(isMainTranscript);
  const [told] = (await readJsonTail(join(configOf(process), 'sessions', `${process.pid}.json`))) ?? [];
  const parsed = runningSession.safeParse(told);
  if (parsed.success) return recent.find((path) => path === join(folder, `${parsed.data.sessionId}.jsonl`));
  return recent.length === 1 ? recent[0] : undefined;
}

function configOf(process: ProcessFacts): string {
  return process.env.CLAUDE_CONFIG_DIR ?? join(process.env.HOME ?? homedir(), '.claude');
}

function projectFolder(process: ProcessFacts): string {
  return join(configOf(process), 'projects', process.cwd.replace(/[^A-Za-z0-9]/g, '-'));
}

/** Sub-agents write their own files beside the session's. */
function isMainTranscript(path: string): boolean {
  return !/(^|\/)agent-[^/]*\.jsonl$|\/subagents\//.test(path);
}

function turnsOf(lines: unknown[]): TranscriptTurn[] {
  const turns: TranscriptTurn[] = [];
  const counted = new Map<string, Usage>();
  /** Messages of the running turn: those that joined it end with it and share its answer. */
  const running: TranscriptTurn[] = [];
  for (const line of lines) {
    const parsed = record.safeParse(line);
    if (!parsed.success || parsed.data.isSidechain === true) continue;
    const prompt = promptOf(parsed.data);
    // What it begins is no part of a turn that is over.
    if (isTaskNotice(parsed.data))
      running.splice(0, running.length, ...running.filter(({ ended }) => !ended));
    if (prompt === null) {
      for (const turn of running) apply(parsed.data, turn);
      const last = running.at(-1);
      if (last) noteUsage(parsed.data, last, counted);
      continue;
    }
    if (parsed.data.type !== 'attachment') for (const turn of running.splice(0)) supersede(turn);
    running.push(turnOf(prompt, parsed.data));
    turns.push(...running.slice(-1));
  }
  return turns;
}

function turnOf(prompt: string, { timestamp }: Rec): TranscriptTurn {
  return { prompt, answer: null, ended: false, worked: false, at: Date.parse(timestamp ?? '') || 0 };
}

/** Esc before any output leaves no line of its own (2.1.197): the next message shows that the turn came to nothing. */
function supersede(turn: TranscriptTurn): void {
  const isUnanswered = !turn.ended && turn.answer === null && turn.failure === undefined;
  turn.ended = true;
  if (isUnanswered) turn.stopped = 'interrupted';
}

/** The end of work in the background is told to the agent as a message. */
function isTaskNotice({ type, message }: Rec): boolean {
  return type === 'user' && textOf(message?.content)?.startsWith(taskNotice) === true;
}

/** Text a person (or we) sent; null for tool results, notices and what the CLI adds. */
function promptOf(rec: Rec): string | null {
  const isQueued = rec.type === 'attachment' && rec.attachment?.type === 'queued_command';
  const isSaid = rec.type === 'user' && rec.isMeta !== true && rec.isCompactSummary !== true;
  if (!isQueued && !isSaid) return null;
  const content = isQueued ? rec.attachment?.prompt : rec.message?.content;
  if (Array.isArray(content) && content.some((one) => one.type === 'tool_result')) return null;
  const text = textOf(content);
  const isNotice =
    text === null ||
    /^(\[Request interrupted|<(command-|local-command|bash-|system-reminder|task-notification))/.test(text);
  return isNotice ? null : withoutPasteMarks(text);
}

function apply(rec: Rec, turn: TranscriptTurn): void {
  const text = textOf(rec.message?.content);
  if (rec.type === 'assistant') {
    if (rec.isApiErrorMessage !== true) turn.worked = true;
    if (text !== null) {
      if (rec.isApiErrorMessage === true) turn.failure = failureOf(text) ?? { limited: false, error: text };
      else {
        turn.answer = text;
        delete turn.failure;
      }
    }
    if (
      rec.isApiErrorMessage === true ||
      /^(end_turn|stop_sequence|max_tokens|refusal)$/.test(rec.message?.stop_reason ?? '')
    )
      turn.ended = true;
  } else if (rec.type === 'user') {
    if (!text?.startsWith('[Request interrupted')) return;
    turn.ended = true;
    turn.stopped = /for tool use\]/.test(text) ? 'refused' : 'interrupted';
  } else if (rec.type === 'system' && rec.subtype === 'turn_duration') turn.ended = true;
}

/** One message of the model is several records, one for each of its blocks: the last one has the final count. */
function noteUsage({ message }: Rec, turn: TranscriptTurn, counted: Map<string, Usage>): void {
  if (!message?.id || !message.usage || message.model === '<synthetic>') return;
  const { usage, model } = message;
  // What the turn had taken before this message.
  const before = counted.get(message.id) ?? turn.usage ?? noUsage;
  counted.set(message.id, before);
  turn.usage = addRequest(before, {
    ...(model === undefined ? {} : { model }),
    input_tokens: usage.input_tokens ?? null,
    output_tokens: usage.output_tokens ?? null,
    cache_read_tokens: usage.cache_read_input_tokens ?? null,
    cache_write_tokens: usage.cache_creation_input_tokens ?? null,
  });
}

function textOf(content: z.infer<typeof part>[] | string | undefined): string | null {
  if (typeof content === 'string') return content;
  const texts = (content ?? []).flatMap((one) =>
    one.type === 'text' && one.text !== undefined ? [one.text] : [],
  );
  return texts.length === 0 ? null : texts.join('\n');
}
