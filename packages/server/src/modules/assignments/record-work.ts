import type { RecordWork, WorkKind } from '@architect/contracts/assignments';
import type { Prompt } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';
import { toTimeOrNull } from '../../platform/time.ts';
import type { Assigner } from '../assigner/index.ts';
import type { Nodes } from '../nodes/index.ts';
import type { Source } from '../records/index.ts';
import { type AssignmentRow, newestOf, toAssignment } from './store.ts';

/** Who works on these records, from the queue and the nodes as they are now; without those nobody ever worked on. */
export async function readWork(
  kind: WorkKind,
  ids: readonly number[],
  { db, assigner, nodes }: { db: Source; assigner: Pick<Assigner, 'readPrompts'>; nodes: Nodes },
): Promise<RecordWork[]> {
  const rows = await newestOf(db, kind, ids);
  const prompts = await assigner.readPrompts(rows.map(({ prompt_id }) => prompt_id));
  const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  return rows.map((row) => workOf(row, byId.get(row.prompt_id) ?? null, nodes));
}

function workOf(row: AssignmentRow, prompt: Prompt | null, nodes: Nodes): RecordWork {
  const name = prompt?.assigned_session ?? row.worker ?? prompt?.target_session ?? row.session;
  const session = name === null ? null : sessionOf(name, prompt?.node ?? row.node, nodes);
  return {
    record: { kind: row.kind, id: row.record_id },
    assignment: toAssignment(row),
    session: session?.name ?? name,
    node: prompt?.node ?? row.node ?? session?.node ?? null,
    branch: session?.git_branch ?? null,
    prompt: prompt && {
      id: prompt.id,
      status: prompt.status,
      error: prompt.error,
      error_code: prompt.error_code,
    },
    agent_state: session?.state ?? null,
    started_at: prompt?.started_at ?? toTimeOrNull(row.started_at),
    completed_at: prompt?.completed_at ?? toTimeOrNull(row.ended_at),
    answer: prompt?.response ?? row.answer,
    usage: prompt?.usage ?? null,
    waiting_reason: prompt?.waiting_reason ?? null,
  };
}

/** A bare name may be that of several nodes: then the one that has the prompt is meant. */
function sessionOf(name: string, node: string | null, nodes: Nodes): Session | null {
  return (node === null ? null : nodes.session(`${node}:${name}`)) ?? nodes.session(name);
}
