import type { Discovered, ImportedProject } from '@architect/contracts/discovery';
import { Button, Checkbox } from '@mantine/core';
import { Link } from 'react-router';
import { plainText } from '../../lib/plain-text.ts';
import classes from './scan-drawer.module.css';
import type { ImportState } from './use-import.ts';

interface FoundProps {
  project: Discovered;
  state: ImportState | undefined;
  isChosen: boolean;
  onChoose(): void;
  /** Compare it with the project that is known, or take over what differs. */
  onUpdate(isTrial: boolean): void;
}

/** A project that was found: what its files say, and whether it is imported. */
export function FoundProject({ project, state, isChosen, onChoose, onUpdate }: FoundProps) {
  const { name, path, description, project_id } = project;
  const isKnown = project_id !== null;
  return (
    <li className={classes.row}>
      <Checkbox
        size="xs"
        aria-label={isKnown ? `${name} is imported already` : `Import ${name}`}
        checked={isChosen || isKnown}
        disabled={isKnown}
        onChange={onChoose}
      />
      <div className={classes.words}>
        <div className={classes.head}>
          <b>{plainText(name)}</b>
          <span className={classes.path}>{plainText(path)}</span>
        </div>
        {description ? <p className={classes.description}>{plainText(description)}</p> : null}
        <p className={classes.facts}>{factsOf(project)}</p>
        {state?.is === 'failed' ? (
          <p className={classes.fault} role="alert">
            {plainText(state.why)}
          </p>
        ) : null}
        {state?.is === 'done' ? <Outcome of={state.imported} onApply={() => onUpdate(false)} /> : null}
      </div>
      {isKnown ? (
        <div className={classes.known}>
          <Link to={`/projects/${project_id}`}>Imported</Link>
          <Button
            size="compact-xs"
            variant="default"
            loading={state?.is === 'busy'}
            onClick={() => onUpdate(true)}
            aria-label={`Compare ${name} with its files`}
          >
            Compare
          </Button>
        </div>
      ) : null}
    </li>
  );
}

function Outcome({ of, onApply }: { of: ImportedProject; onApply(): void }) {
  const { created, dry_run, changes, features_imported, errors_imported } = of;
  const news = newsOf(of);
  if (created) return <p className={classes.good}>Imported{news ? ` with ${news}` : ''}.</p>;
  const differs = changes.length + features_imported + errors_imported > 0;
  if (!differs) return <p className={classes.facts}>Nothing differs from its files.</p>;
  return (
    <section className={classes.diff} aria-label="What differs">
      {changes.map(({ field, from, to }) => (
        <dl key={field}>
          <dt>{field.replaceAll('_', ' ')}</dt>
          <dd className={classes.before}>{plainText(from ?? '') || '(nothing)'}</dd>
          <dd className={classes.after}>{plainText(to ?? '')}</dd>
        </dl>
      ))}
      {news ? (
        <p className={classes.facts}>
          {dry_run ? 'New in its files' : 'Added'}: {news}.
        </p>
      ) : null}
      {dry_run ? (
        <Button size="compact-xs" onClick={onApply}>
          Take this over
        </Button>
      ) : (
        <p className={classes.good}>Taken over.</p>
      )}
    </section>
  );
}

function newsOf({ features_imported, errors_imported }: ImportedProject): string {
  return [count(features_imported, 'feature'), count(errors_imported, 'error')].filter(Boolean).join(' and ');
}

function factsOf({
  language,
  framework,
  branch,
  repository_url,
  features,
  errors,
  markers,
}: Discovered): string {
  const written = [language, framework].filter(Boolean).join(', ') || markers.join(', ');
  const origin = [branch, repository_url].filter(Boolean).join(' of ');
  return plainText(
    [written, origin, count(features.length, 'feature'), count(errors.length, 'error')]
      .filter(Boolean)
      .join(' · '),
  );
}

/** Empty for none. */
function count(n: number, word: string): string {
  return n === 0 ? '' : `${n} ${word}${n === 1 ? '' : 's'}`;
}
