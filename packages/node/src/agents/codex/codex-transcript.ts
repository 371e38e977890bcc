import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessFacts, TranscriptTurn } from '../agent.ts';
import { readJsonTail, recentTranscripts } from '../transcript-files.ts';

const record = z.looseObject({
  type: z.string(),
  timestamp: z.string().optional(),
  payload: z.looseObject({
    type: z.string().optional(),
    cwd: z.string().optional(),
    message: z.string().optional(),
    last_agent_message: z.string().nullish(),
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
 * file, else the newest that belongs to the working directory.
 */
export async function readCodexTranscript(
  process: ProcessFacts,
  hint: { path?: string },
  since: number,
): Promise<TranscriptTurn[] | null> {
  const home = process.env.CODEX_HOME ?? join(process.env.HOME ?? homedir(), '.codex');
  const paths =
    hint.path === undefined ? await recentTranscripts(join(home, 'sessions'), since) : [hint.path];
  for (const path of paths) {
    const records = (await readJsonTail(path))?.flatMap((line) => {
      const parsed = record.safeParse(line);
      return parsed.success ? [parsed.data] : [];
    });
    if (records === undefined || !isOfDirectory(records, process.cwd, hint)) continue;
    return turnsOf(records).filter((turn) => turn.at >= since);
  }
  return null;
}

type Rec = z.infer<typeof record>;

function isOfDirectory(records: Rec[], cwd: string, hint: { path?: string }): boolean {
  const meta = records.find((one) => one.type === 'session_meta');
  return hint.path !== undefined || meta === undefined || meta.payload.cwd === cwd;
}

function turnsOf(records: Rec[]): TranscriptTurn[] {
  const turns: TranscriptTurn[] = [];
  for (const one of records) {
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
    } else if (type === 'turn_aborted' || type === 'error') last.ended = true;
  }
  return turns;
}

/** A message may be written in both forms: the second one is the same turn. */
function addTurn(turns: TranscriptTurn[], turn: { prompt: string; at: number }): void {
  const last = turns.at(-1);
  const isRepeated =
    last?.prompt === turn.prompt && !last.ended && last.answer === null && turn.at - last.at < 2000;
  if (!isRepeated) turns.push({ ...turn, answer: null, ended: false });
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
