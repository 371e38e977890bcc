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
    const { type, message, last_agent_message: lastMessage } = one.payload;
    const last = turns.at(-1);
    if (type === 'user_message' && message !== undefined) {
      turns.push({ prompt: message, answer: null, ended: false, at: Date.parse(one.timestamp ?? '') || 0 });
    } else if (last === undefined) continue;
    else if (type === 'agent_message' && message !== undefined) last.answer = message;
    else if (type === 'task_complete' || type === 'turn_complete') {
      last.answer = lastMessage ?? last.answer;
      last.ended = true;
    } else if (type === 'turn_aborted' || type === 'error') last.ended = true;
  }
  return turns;
}
