import type { ProjectStats } from '@architect/contracts/project-stats';
import type { Project } from '@architect/contracts/projects';
import { costWords, type UsageSums } from '@architect/contracts/usage';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { plainText } from '../../lib/plain-text.ts';
import { useUsage } from '../../lib/stats.ts';
import { Ago } from '../../ui/ago.tsx';
import classes from './project-health.module.css';
import { useProjectStats } from './use-project-stats.ts';

type Field = keyof Project['health'];

interface Figure {
  label: string;
  path: string;
  value: ReactNode;
  note: string;
  urgent?: string;
}

/** How a project does: its open work, its errors, its agents' prompts. Each figure leads to its list. */
export function ProjectHealth({ project }: { project: Project }) {
  const stats = useProjectStats(project.id).data;
  const usage = useUsage(costDays, project.source_path).data?.total;
  return (
    <dl className={classes.figures}>
      {[...openWork(project), ...liveFigures(project, stats), ...costFigure(project, usage)].map(
        ({ label, path, value, note, urgent }) => (
          <div key={label} className={classes.figure}>
            <dt>
              <Link to={path} className={classes.link}>
                {label}
              </Link>
            </dt>
            <dd className={classes.value}>
              {value} <span className={classes.note}>{note}</span>
              {urgent ? <span className={classes.critical}> {urgent}</span> : null}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

function openWork({ id, health }: Project): Figure[] {
  const of = (label: string, path: string, value: number): Figure => ({
    ...{ label, path: `${path}?project=${id}`, value, note: 'open' },
  });
  const bugs = of('Bugs', '/bugs', health.open_bugs);
  return [
    of('Features', '/features', health.open_features),
    health.critical_bugs > 0 ? { ...bugs, urgent: `${health.critical_bugs} critical` } : bugs,
    of('DevOps tasks', '/devops-tasks', health.open_devops_tasks),
    of('Milestones', '/milestones', health.open_milestones),
    of('Errors', '/errors', health.open_errors),
  ];
}

/** A dash means: not known yet. */
function liveFigures({ id }: Project, stats: ProjectStats | undefined): Figure[] {
  const { total = 0, critical = 0 } = stats?.errors_24h ?? {};
  const { open = 0, completed = 0, failed = 0 } = stats?.prompts ?? {};
  const activity = `/activity?project=${id}`;
  return [
    {
      ...{ label: 'Error reports', path: `/errors?project=${id}`, note: 'in 24 h' },
      value: stats ? total.toLocaleString('en') : '–',
      ...(critical > 0 && { urgent: `${critical.toLocaleString('en')} critical` }),
    },
    {
      ...{ label: 'Prompts', path: activity, value: stats ? open : '–' },
      note: failed > 0 ? `open, ${completed} done, ${failed} failed` : `open, ${completed} done`,
    },
    {
      ...{ label: 'Last activity', path: activity, note: '' },
      value: <Ago at={stats?.last_activity_at ?? null} />,
    },
  ];
}

const costDays = 30;

/** What agents took that worked in its directory; without one nobody knows. */
function costFigure({ source_path: directory }: Project, usage: UsageSums | undefined): Figure[] {
  if (!directory) return [];
  const value = !usage || usage.turns === 0 ? '–' : costWords(usage);
  const path = `/usage?dir=${encodeURIComponent(directory)}`;
  return [{ label: 'Cost', path, value, note: `in ${costDays} days` }];
}

export function HealthCell(props: { project: Project; field: Field; title: string; path: string }) {
  const { project, field } = props;
  const count = project.health[field];
  const isCritical = field === 'open_bugs' && project.health.critical_bugs > 0;
  return (
    <Link
      to={`${props.path}?project=${project.id}`}
      className={classes.cell}
      data-none={count === 0 || undefined}
      data-critical={isCritical || undefined}
      aria-label={`${count} ${props.title.toLowerCase()} open in ${plainText(project.name)}`}
      title={isCritical ? `${project.health.critical_bugs} critical` : undefined}
    >
      <b>{count}</b> <span className={classes.onPhone}>{props.title.toLowerCase()}</span>
    </Link>
  );
}
