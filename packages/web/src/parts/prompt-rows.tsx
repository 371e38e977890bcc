import type { Prompt } from '@architect/contracts/prompts';
import { Link } from 'react-router';
import { promptLooks } from '../lib/looks.ts';
import { durationWords } from '../lib/time-words.ts';
import { Ago } from '../ui/ago.tsx';
import { LookChip } from '../ui/look-chip.tsx';
import classes from './prompt-rows.module.css';

/** Prompts as dense rows: state, first line, where, when, and why it waits or failed. */
export function PromptRows({ prompts }: { prompts: readonly Prompt[] }) {
  return (
    <ul className={classes.list}>
      {prompts.map((prompt) => (
        <li key={prompt.id}>
          <Link className={classes.row} to={`/prompts/${prompt.id}`}>
            <LookChip look={promptLooks[prompt.status]} />
            <span className={classes.what}>
              <span className={classes.text}>{firstLine(prompt.content)}</span>
              {sideNote(prompt) ? <span className={classes.note}>{sideNote(prompt)}</span> : null}
            </span>
            <span className={classes.where}>
              <span>
                {prompt.assigned_session ?? prompt.target_session ?? prompt.target_provider ?? 'any agent'}
              </span>
              <span>
                #{prompt.id} · <When prompt={prompt} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The first line that says anything. */
export function firstLine(content: string): string {
  return (content.split('\n').find((line) => line.trim().length > 0) ?? '').trim().slice(0, 300);
}

function sideNote(prompt: Prompt): string | null {
  if (prompt.status === 'failed') return prompt.error ?? prompt.error_code;
  return prompt.waiting_reason;
}

function When({ prompt }: { prompt: Prompt }) {
  if (prompt.completed_at && prompt.started_at && prompt.status === 'completed')
    return (
      <>
        took {durationWords(Date.parse(prompt.completed_at) - Date.parse(prompt.started_at))},{' '}
        <Ago at={prompt.completed_at} />
      </>
    );
  return <Ago at={prompt.completed_at ?? prompt.started_at ?? prompt.assigned_at ?? prompt.created_at} />;
}
