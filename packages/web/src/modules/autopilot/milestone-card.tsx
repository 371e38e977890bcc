import type { AutopilotMilestone, ScopeItem } from '@architect/contracts/autopilot';
import { Anchor, Button } from '@mantine/core';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { useAutopilotActions } from '../../lib/autopilot.ts';
import { plainText } from '../../lib/plain-text.ts';
import { recordKindWords } from '../../lib/record-words.ts';
import { useProjects } from '../../lib/records.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { askWords } from './ask-words.tsx';
import classes from './autopilot.module.css';
import { milestoneLooks, riskLook } from './autopilot-words.ts';
import { Evidence } from './evidence.tsx';

/** What is proposed or was done, why it is risky, and what a person can say to it. */
export function MilestoneCard({ milestone: one }: { milestone: AutopilotMilestone }) {
  const risk = riskLook(one.risk.score);
  const project = useProjects().find(({ id }) => id === one.project_id);
  return (
    <article className={classes.card} aria-label={plainText(one.name)}>
      <div className={classes.words}>
        <div className={classes.head}>
          <h3 className={classes.title}>{plainText(one.name)}</h3>
          <LookChip look={milestoneLooks[one.status]} />
          <LookChip
            look={{
              ...{ tone: risk.tone, shape: 'dot', label: risk.words },
              meaning: one.risk.factors.map(({ why, points }) => `${why} (${points})`).join('; '),
            }}
            plain
          />
        </div>
        <p className={classes.dim}>
          <Anchor component={Link} to={`/projects/${one.project_id}`} size="xs">
            {project?.name ?? `Project ${one.project_id}`}
          </Anchor>{' '}
          · proposed <Ago at={one.created_at} />
          {one.decided_by === null ? null : (
            <>
              {' '}
              · decided by {plainText(one.decided_by)} <Ago at={one.decided_at} />
            </>
          )}
        </p>
        <ul className={classes.scope}>
          {one.scope.map((item) => (
            <li key={`${item.kind} ${item.id} ${item.title} ${item.place}`}>
              <ScopeWords item={item} />
            </li>
          ))}
        </ul>
        <p className={classes.dim}>Done when {one.definition_of_done.map(plainText).join('; ')}.</p>
        {one.reason === null ? null : <p className={classes.said}>{plainText(one.reason)}</p>}
        {one.evidence === null ? null : <Evidence evidence={one.evidence} />}
      </div>
      <Actions milestone={one} />
    </article>
  );
}

function ScopeWords({ item: { kind, id, title, place } }: { item: ScopeItem }) {
  const words = kind === 'todo' ? null : recordKindWords(kind);
  if (words && id !== null)
    return (
      <>
        <Anchor component={Link} to={`${words.path}/${id}`} size="sm" underline="always">
          {words.one} #{id}
        </Anchor>{' '}
        {plainText(title)}
      </>
    );
  return (
    <>
      {plainText(title)} {place === null ? null : <code>{plainText(place)}</code>}
    </>
  );
}

function Actions({ milestone: { id, status } }: { milestone: AutopilotMilestone }) {
  const mayAct = useMayAct();
  const act = useAct();
  const { approve, reject } = useAutopilotActions();
  const isDone = status === 'validation';
  if (!mayAct || !(isDone || status === 'proposed' || status === 'failed')) return null;
  const ask = () =>
    askWords({
      title: isDone ? 'Send it back' : 'Reject it',
      label: isDone ? 'What is missing? The agent of the next run reads this.' : 'Why not?',
      button: isDone ? 'Send back' : 'Reject',
      isRequired: true,
      send: async (reason) =>
        (await act(
          () => reject.mutateAsync({ id, reason }),
          ({ run_id: run }) => (run === null ? 'Rejected.' : `Sent back: run ${run}.`),
        )) !== undefined,
    });
  return (
    <div className={classes.acts}>
      <Button variant="default" onClick={ask}>
        {isDone ? 'Send back' : 'Reject'}
      </Button>
      <Button
        loading={approve.isPending}
        onClick={() =>
          void act(
            () => approve.mutateAsync(id),
            ({ run_id: run }) => (run === null ? 'Accepted.' : `Approved: run ${run}.`),
          )
        }
      >
        {isDone ? 'Accept' : status === 'failed' ? 'Run it again' : 'Approve'}
      </Button>
    </div>
  );
}
