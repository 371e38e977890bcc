import type { Project } from '@architect/contracts/projects';
import { Link } from 'react-router';
import classes from './project-health.module.css';

type Field = keyof Project['health'];

const figures: readonly (readonly [Field, string, string])[] = [
  ['open_milestones', 'Milestones', '/milestones'],
  ['open_features', 'Features', '/features'],
  ['open_bugs', 'Bugs', '/bugs'],
  ['open_errors', 'Errors', '/errors'],
  ['open_devops_tasks', 'DevOps tasks', '/devops-tasks'],
];

/** The open work of a project; each figure leads to its list. */
export function ProjectHealth({ project }: { project: Project }) {
  return (
    <dl className={classes.figures}>
      {figures.map(([field, label, path]) => (
        <div key={field} className={classes.figure}>
          <dt>
            <Link to={`${path}?project=${project.id}`} className={classes.link}>
              {label}
            </Link>
          </dt>
          <dd className={classes.value}>
            {project.health[field]} <span className={classes.note}>open</span>
            {field === 'open_bugs' && project.health.critical_bugs > 0 ? (
              <span className={classes.critical}> {project.health.critical_bugs} critical</span>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
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
      aria-label={`${count} ${props.title.toLowerCase()} open in ${project.name}`}
      title={isCritical ? `${project.health.critical_bugs} critical` : undefined}
    >
      <b>{count}</b> <span className={classes.onPhone}>{props.title.toLowerCase()}</span>
    </Link>
  );
}
