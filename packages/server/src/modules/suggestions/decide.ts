import type { InputOf } from '@architect/contracts/endpoint';
import { sendPromptBody } from '@architect/contracts/prompts';
import type { suggestionEndpoints } from '@architect/contracts/suggestions';
import { invalidField } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { Clock, Tx } from '../../platform/context.ts';
import { validate } from '../../platform/http/validate.ts';
import type { Assigner } from '../assigner/index.ts';
import type { Bugs } from '../bugs/index.ts';
import type { DevopsTasks } from '../devops-tasks/index.ts';
import type { Features } from '../features/index.ts';
import type { SuggestionRow } from './store.ts';

export type Confirmation = NonNullable<InputOf<typeof suggestionEndpoints.confirmSuggestion>['body']>;

/** What suggestions become. */
export interface Goals {
  features: Features;
  bugs: Bugs;
  devopsTasks: DevopsTasks;
  assigner: Pick<Assigner, 'enqueueIn'>;
  clock: Clock;
}

export type Became = Pick<SuggestionRow, 'record_kind' | 'record_id' | 'prompt_id'>;

/**
 * Makes what the suggestion stands for, in the transaction of its confirmation.
 * @throws AppError VALIDATION_FAILED when a feature has no project
 */
export async function becomeWork(
  tx: Tx,
  row: SuggestionRow,
  { wish, by, goals }: { wish: Confirmation; by: By; goals: Goals },
): Promise<Became> {
  const project_id = wish.project_id ?? row.project_id;
  const text = { title: wish.title ?? row.title, description: row.description };
  const shared = { ...text, milestone_id: null, assigned_to: null, labels: [], priority: row.priority };
  switch (wish.becomes ?? row.becomes) {
    case 'nothing':
      return { record_kind: null, record_id: null, prompt_id: null };
    case 'prompt':
      return {
        record_kind: null,
        record_id: null,
        prompt_id: await queue(tx, row, { text, wish, by, goals }),
      };
    case 'bug': {
      const own = { status: 'open', environment: null, resolution: '', severity: row.priority } as const;
      const { id } = await goals.bugs.within(tx).create({ ...shared, ...own, project_id }, by);
      return { record_kind: 'bug', record_id: id, prompt_id: null };
    }
    case 'devops_task': {
      const { milestone_id: _none, ...task } = shared;
      const own = { status: 'open', task_type: 'other', due_date: null } as const;
      const { id } = await goals.devopsTasks.within(tx).create({ ...task, ...own, project_id }, by);
      return { record_kind: 'devops_task', record_id: id, prompt_id: null };
    }
    case 'feature': {
      if (project_id === null) throw invalidField('project_id', 'project_id: a feature belongs to a project');
      const { title: name, ...rest } = shared;
      const own = { spec: '', status: 'draft', estimated_hours: null, actual_hours: null } as const;
      const { id } = await goals.features.within(tx).create({ ...rest, ...own, name, project_id }, by);
      return { record_kind: 'feature', record_id: id, prompt_id: null };
    }
  }
}

const promptPriority = { critical: 10, high: 8, medium: 5, low: 2 } as const;

async function queue(
  tx: Tx,
  row: SuggestionRow,
  {
    text,
    wish,
    by,
    goals,
  }: { text: { title: string; description: string }; wish: Confirmation; by: By; goals: Goals },
): Promise<number> {
  const wanted = {
    content: [text.title, text.description].filter((part) => part.trim() !== '').join('\n\n'),
    priority: promptPriority[row.priority],
    target_session: wish.session,
    require_target: wish.session !== undefined,
    target_provider: wish.provider,
    metadata: { suggestion_id: row.id },
    source: 'suggestions',
  };
  const prompt = validate(sendPromptBody, wanted, 'body');
  const [queued] = await goals.assigner.enqueueIn(tx, [prompt], by);
  if (!queued) throw new Error('a prompt was not queued');
  return queued.prompt.id;
}
