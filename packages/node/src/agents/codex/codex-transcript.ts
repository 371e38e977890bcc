import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessFacts, TranscriptTurn } from '../agent.ts';
import { openFilesBelow } from '../open-files.ts';
import { readJsonTail, recentTranscripts } from '../transcript-files.ts';
import { addRequest } from '../turn-usage.ts';

const tokens = z.looseObject({
  input_tokens: z.number(),
  cached_input_tokens: z.number().optional(),
  cache_write_input_tokens: z.number().optional(),
  output_tokens: z.number(),
});

const record = z.looseObject({
  type: z.string(),
  timestamp: z.string().optional(),
  payload: z.looseObject({
    type: z.string().optional(),
    cwd: z.string().optional(),
    message: z.string().optional(),
    role: z.string().optional(),
    last_agent_message: z.string().nullish(),
    model: z.string().optional(),
    info: z.looseObject({ last_token_usage: tokens.nullish() }).nullish(),
    /** Since 0.150 messages come as completed items instead of `user_message` and `agent_message`. */
    item: z
      .looseObject({
        type: z.string(),
        content: z.array(z.looseObject({ text: z.string().optional() })).optional(),
      })
      .optional(),
  }),
});

/**
 * Turns from `$CODEX_HOME/sessions/YYYY/MM/DD/rollout-*.jsonl` (CODEX_HOME of the process, else `~/.codex`): the hinted
 * file, else the one that the process itself writes.
 */
export async function readCodexTranscript(
  process: ProcessFacts,
  hint: { path?: string },
  since: number,
): Promise<TranscriptTurn[] | null> {
  const path = hint.path ?? (await ownRollout(process, since));
  const records = path === undefined ? null : await readRecords(path);
  return records === null ? null : turnsOf(records).filter((turn) => turn.at >= since);
}

type Rec = z.infer<typeof record>;

async function readRecords(path: string): Promise<Rec[] | null> {
  const lines = await readJsonTail(path);
  if (lines === null) return null;
  return lines.flatMap((line) => {
    const parsed = record.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
}

/**
 * Codex keeps its databases open from the start and its rollout from the first prompt on (0.120, 0.169). A process that
 * holds neither leaves both to a daemon: then the file of the working directory. Whenever several changed at or after
 * `since`, none counts: another agent's would prove what never happened.
 */
async function ownRollout(process: ProcessFacts, since: number): Promise<string | undefined> {
  const home = process.env.CODEX_HOME ?? join(process.env.HOME ?? homedir(), '.codex');
  const folder = await realpath(home).catch(() => home);
  const open = process.pid === null ? [] : await openFilesBelow(folder, process.pid);
  const recent = await recentTranscripts(join(folder, 'sessions'), since);
  const candidates =
    open.length > 0
      ? recent.filter((path) => open.includes(path))
      : await filesOfDirectory(recent, process.cwd);
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** A long file whose first record is too far back may belong to any directory. */
async function filesOfDirectory(paths: string[], cwd: string): Promise<string[]> {
  const metas = await Promise.all(
    paths.map(async (path) => (await readRecords(path))?.find((one) => one.type === 'session_meta')),
  );
  return paths.filter((_, index) => (metas[index]?.payload.cwd ?? cwd) === cwd);
}

function turnsOf(records: Rec[]): TranscriptTurn[] {
  const turns: TranscriptTurn[] = [];
  let model: string | null = null;
  for (const one of records) {
    if (one.type === 'turn_context') model = one.payload.model ?? model;
    noteWork(one, turns.at(-1));
    noteTokens(one, turns.at(-1), model);
    if (one.type !== 'event_msg') continue;
    const { type, last_agent_message: lastMessage } = one.payload;
    const said = messageOf(one);
    const last = turns.at(-1);
    if (said?.by === 'user') addTurn(turns, { prompt: said.text, at: Date.parse(one.timestamp ?? '') || 0 });
    else if (last === undefined) continue;
    else if (said?.by === 'agent') last.answer = said.text;
    else if (type === 'task_complete' || type === 'turn_complete') {
      last.answer = lastMessage ?? last.answer;
      last.ended = true;
    } else if (type === 'turn_aborted') {
      last.ended = true;
      last.stopped = 'interrupted';
    } else if (type === 'error') last.ended = true;
  }
  return turns;
}

/** One count for each request to the model; Codex counts cached tokens into its input. */
function noteTokens({ type, payload }: Rec, turn: TranscriptTurn | undefined, model: string | null): void {
  const last = payload.info?.last_token_usage;
  if (!turn || turn.ended || type !== 'event_msg' || payload.type !== 'token_count' || !last) return;
  turn.usage = addRequest(turn.usage, {
    model,
    input_tokens: Math.max(0, last.input_tokens - (last.cached_input_tokens ?? 0)),
    output_tokens: last.output_tokens,
    cache_read_tokens: last.cached_input_tokens ?? null,
    cache_write_tokens: last.cache_write_input_tokens ?? null,
  });
}

/** Everything that goes into the conversation but what a person, or the program around it, says is the agent's work. */
function noteWork({ type, payload }: Rec, turn: TranscriptTurn | undefined): void {
  if (!turn || type !== 'response_item') return;
  const isSaidToIt = payload.type === 'message' && payload.role !== 'assistant';
  if (!isSaidToIt) turn.worked = true;
}

/** A message may be written in both forms: the second one is the same turn. */
function addTurn(turns: TranscriptTurn[], turn: { prompt: string; at: number }): void {
  const last = turns.at(-1);
  const isRepeated =
    last?.prompt === turn.prompt && !last.ended && last.answer === null && turn.at - last.at < 2000;
  if (!isRepeated) turns.push({ ...turn, answer: null, ended: false, worked: false });
}

function messageOf(one: Rec): { by: 'user' | 'agent'; text: string } | null {
  const { type, message, item } = one.payload;
  if (message !== undefined && type === 'user_message') return { by: 'user', text: message };
  if (message !== undefined && type === 'agent_message') return { by: 'agent', text: message };
  if (type !== 'item_completed' || item === undefined) return null;
  const text = (item.content ?? []).map((part) => part.text ?? '').join('');
  if (item.type === 'UserMessage') return { by: 'user', text };
  return item.type === 'AgentMessage' ? { by: 'agent', text } : null;
}
