import type { TaskHealth } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';
import type { ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import type { Nodes } from '../nodes/index.ts';
import { restWords } from './clock-words.ts';
import {
  type OpenRow,
  openPrompts,
  type UnconfirmedRow,
  unconfirmedPrompts,
  waitingSince,
} from './health-store.ts';
import type { PromptRecords } from './prompt-records.ts';
import { elapsedMs } from './run-clock.ts';
import type { AssignerTables } from './tables.ts';
import type { WaitingRow } from './waiting-store.ts';

/** Share of its time-out after which a running prompt is worth a look. */
const overdueShare = 0.8;
const waitingLongMs = 10 * 60_000;
/** A session that rests this long with an open prompt has finished without our noticing. */
const restingLongMs = 60_000;
const looked = 1_000;

export interface TasksHealthOptions extends Pick<ModuleContext, 'db' | 'clock'> {
  nodes: Nodes;
  records: PromptRecords;
}

/** Everything about prompts that a person should look at, each with what to do. Reads no texts of prompts. */
export async function tasksHealth({ db, clock, nodes, records }: TasksHealthOptions): Promise<TaskHealth[]> {
  const tables = db.tables<AssignerTables>();
  const nowMs = clock.now();
  const open = await openPrompts(tables, looked);
  const waiting = await waitingSince(tables, nowMs - waitingLongMs, looked);
  const reasons = await records.waitingReasons(tables, waiting);
  const unconfirmed = await unconfirmedPrompts(tables, looked);
  const sessionOf = (prompt: OpenRow): Session | null =>
    nodes.sessions().find((one) => one.node === prompt.node && one.name === prompt.assigned_session) ?? null;
  return [
    ...open.flatMap((prompt) => openProblem(prompt, sessionOf(prompt), nowMs)),
    ...waiting.map((prompt, at) => waitingProblem(prompt, reasons[at] ?? '')),
    ...unconfirmed.map(unconfirmedProblem),
  ];
}

/** The most telling problem of a prompt that is with an agent; none when all is well. */
function openProblem(prompt: OpenRow, session: Session | null, nowMs: number): TaskHealth[] {
  const since = toTime(prompt.started_at ?? prompt.assigned_at ?? prompt.created_at);
  const name = prompt.assigned_session;
  const about = { prompt_id: prompt.id, session: name };
  const cancelOr = `cancel prompt ${prompt.id}`;
  if (!session) {
    const detail = `session ${name} does not exist any more`;
    return [{ ...about, problem: 'orphaned', detail, since, remedy: `${cancelOr}, then retry it` }];
  }
  const at = session.state_since;
  if (session.state === 'blocked') {
    const subject = session.dialog ? `: ${session.dialog.kind} ${session.dialog.subject.slice(0, 200)}` : '';
    const detail = `waits for a decision${subject}`;
    return [
      {
        ...about,
        problem: 'blocked',
        detail,
        since: at,
        remedy: `answer the interaction of session ${name}`,
      },
    ];
  }
  if (session.state === 'limited') {
    const detail = `usage limit${restWords(session, nowMs)}`;
    return [
      {
        ...about,
        problem: 'limited',
        detail,
        since: at,
        remedy: `wait, or ${cancelOr} and send it to another provider`,
      },
    ];
  }
  if (session.state === 'asking') {
    const detail = 'the agent asked something and waits for an answer';
    return [{ ...about, problem: 'asking', detail, since: at, remedy: `answer in session ${name}` }];
  }
  if (session.state === 'idle' && nowMs - Date.parse(at) > restingLongMs) {
    const detail = 'the agent rests, but no end of this prompt was seen';
    return [
      { ...about, problem: 'stuck', detail, since: at, remedy: `look at session ${name}, then ${cancelOr}` },
    ];
  }
  const elapsedMinutes = elapsedMs(prompt, nowMs) / 60_000;
  if (elapsedMinutes > prompt.timeout_minutes * overdueShare) {
    const detail = `${Math.round(elapsedMinutes)} of ${prompt.timeout_minutes} minutes used`;
    return [
      { ...about, problem: 'overdue', detail, since, remedy: `look at session ${name}, or ${cancelOr}` },
    ];
  }
  return [];
}

function waitingProblem({ id, target_session, created_at }: WaitingRow, reason: string): TaskHealth {
  return {
    prompt_id: id,
    session: target_session,
    problem: 'waiting',
    detail: reason,
    since: toTime(created_at),
    remedy: `do what the reason names, or reassign prompt ${id}`,
  };
}

function unconfirmedProblem(prompt: UnconfirmedRow): TaskHealth {
  const { id, assigned_session: name } = prompt;
  return {
    prompt_id: id,
    session: name,
    problem: 'unconfirmed',
    detail: prompt.error ?? '',
    since: toTime(prompt.completed_at ?? prompt.created_at),
    remedy: `look at session ${name}: if the prompt did not arrive, retry prompt ${id}`,
  };
}
