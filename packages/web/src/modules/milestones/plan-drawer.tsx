import type {
  FinishedTask,
  PlannedMilestone,
  PlanTask,
  ProjectPlan,
} from '@architect/contracts/milestone-plans';
import { Button, Drawer, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { plainText } from '../../lib/plain-text.ts';
import { useProjects } from '../../lib/records.ts';
import { Nothing } from '../../ui/nothing.tsx';
import classes from './plan-drawer.module.css';
import { type Planned, usePlan } from './use-plan.ts';

/** What the files of projects say is to be done, as milestones to import. */
export function PlanDrawer({ onClose }: { onClose(): void }) {
  const projects = useProjects().filter(({ source_path }) => source_path !== null);
  const [project, setProject] = useState('');
  const { busy, planned, progress, run, cancel } = usePlan();
  return (
    <Drawer opened onClose={onClose} title="Plan from files" size="xl">
      <p className={classes.note}>
        Reads TODO files, plans, checklists and comments such as TODO and FIXME below the source paths of
        projects. What is imported already is known again.
      </p>
      <form
        className={classes.line}
        onSubmit={(event) => {
          event.preventDefault();
          void run('look', project);
        }}
      >
        <NativeSelect
          label="Project"
          value={project}
          onChange={(event) => setProject(event.currentTarget.value)}
          data={[
            { value: '', label: 'Every project with a source path' },
            ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
        <Button
          type="submit"
          data-autofocus
          loading={busy === 'look'}
          variant={planned ? 'default' : 'filled'}
        >
          Look for work
        </Button>
        {busy === null ? null : (
          <Button variant="subtle" onClick={cancel}>
            Cancel
          </Button>
        )}
      </form>
      <div role="status">
        {busy !== null && progress ? (
          <p className={classes.note}>
            {`${progress.files} files in ${progress.directories} directories, ${progress.found} tasks: ${plainText(progress.path)}`}
          </p>
        ) : null}
      </div>
      {planned ? <Shown planned={planned} busy={busy} onRun={(what) => void run(what, project)} /> : null}
    </Drawer>
  );
}

interface ShownProps {
  planned: Planned;
  busy: string | null;
  onRun(what: 'import' | 'complete'): void;
}

function Shown({ planned: { plans, faults, message }, busy, onRun }: ShownProps) {
  const fresh = plans
    .flatMap(({ plan }) => plan.milestones.flatMap(({ tasks }) => tasks))
    .filter(isNew).length;
  const finished = plans.flatMap((one) => one.finished);
  const total = plans.reduce((sum, { plan }) => sum + plan.total_tasks, 0);
  return (
    <>
      {faults.map(({ project_id, project, message: fault }) => (
        <p key={project_id} className={classes.fault}>
          {plainText(`${project}: ${fault}`)}
        </p>
      ))}
      {total === 0 && finished.length === 0 ? (
        <Nothing title="No work was found.">
          {message ?? 'Write "- [ ] something" into a TODO.md, or "// TODO: something" into the code.'}
        </Nothing>
      ) : null}
      {finished.length > 0 ? <Finished finished={finished} busy={busy} onRun={onRun} /> : null}
      {plans.map((one) => (
        <PlanOfProject key={one.plan.project_id} of={one} />
      ))}
      {total > 0 ? (
        <div className={classes.foot}>
          <Button disabled={fresh === 0} loading={busy === 'import'} onClick={() => onRun('import')}>
            {fresh === 0 ? 'All of it is imported' : `Import ${fresh} new`}
          </Button>
        </div>
      ) : null}
    </>
  );
}

const isNew = ({ record }: PlanTask): boolean => record === null;

/** Offered, never done by itself. */
function Finished({ finished, busy, onRun }: Omit<ShownProps, 'planned'> & { finished: FinishedTask[] }) {
  return (
    <section className={classes.finished} aria-label="Done by their files">
      <h3 className={classes.caption}>Done by their files, but open here</h3>
      <ul className={classes.tasks}>
        {finished.map(({ key, title, why, source_file, record }) => (
          <li key={key}>
            <span>
              <Link to={`/${record.kind}s/${record.id}`}>{plainText(title)}</Link>
            </span>
            <span className={classes.where}>
              {why === 'ticked' ? 'ticked in' : 'gone from'} {plainText(source_file)}
            </span>
          </li>
        ))}
      </ul>
      <Button variant="default" loading={busy === 'complete'} onClick={() => onRun('complete')}>
        Complete {finished.length === 1 ? 'it' : `all ${finished.length}`}
      </Button>
    </section>
  );
}

function PlanOfProject({ of: { plan } }: { of: ProjectPlan }) {
  if (plan.total_tasks === 0) return null;
  return (
    <section className={classes.project} aria-label={plan.project}>
      <h3 className={classes.caption}>
        {plainText(plan.project)}{' '}
        <span className={classes.where}>
          {count(plan.total_tasks, 'task')} · {count(plan.total_hours, 'hour')}
          {plan.is_cut ? ' · there is more' : ''}
        </span>
      </h3>
      {plan.milestones.map((milestone) => (
        <MilestoneOfPlan key={milestone.id} of={milestone} />
      ))}
    </section>
  );
}

function MilestoneOfPlan({ of }: { of: PlannedMilestone }) {
  const fresh = of.tasks.filter(isNew).length;
  return (
    <details className={classes.milestone} open={fresh > 0}>
      <summary>
        <b>{of.name}</b>{' '}
        <span className={classes.where}>
          {count(of.tasks.length, 'task')}, {fresh} new · {count(of.total_hours, 'hour')} · {of.start_date} to{' '}
          {of.target_date}
        </span>
      </summary>
      <ul className={classes.tasks}>
        {of.tasks.map((task) => (
          <li key={task.key}>
            <span>
              <span className={classes.priority}>P{task.priority}</span>{' '}
              {task.record ? (
                <Link to={`/${task.record.kind}s/${task.record.id}`}>{plainText(task.title)}</Link>
              ) : (
                plainText(task.title)
              )}
            </span>
            <span className={classes.where}>
              {plainText(`${task.source_file}:${task.line_number}`)}
              {task.record ? '' : ' · new'}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
