import { type ErrorGroupDetail, errorSeverity } from '@architect/contracts/error-groups';
import { Anchor } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { type ErrorChange, useErrorActions } from '../../lib/errors.ts';
import { promptLooks } from '../../lib/looks.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useRecordWork } from '../../lib/record-work.ts';
import { useProjects } from '../../lib/records.ts';
import { useAct } from '../../lib/use-act.tsx';
import { PersonPicker } from '../../parts/record-field-picker.tsx';
import { PersonMark, Pickable } from '../../parts/record-marks.tsx';
import { RecordPicker } from '../../parts/record-picker.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './error-facts.module.css';
import { severityLooks } from './error-looks.ts';

export function ErrorFacts({ error }: { error: ErrorGroupDetail }) {
  return (
    <Panel title="Facts">
      <FactList>
        <Fact label="Reports">{error.occurrence_count.toLocaleString('en')}</Fact>
        <Fact label="Last seen">
          <Ago at={error.last_seen} />
        </Fact>
        <Fact label="First seen">
          <Ago at={error.first_seen} />
        </Fact>
        <Fact label="Source">
          <code>{plainText(error.source)}</code>
        </Fact>
        <SeverityFact error={error} />
        <ProjectFact error={error} />
        {error.platform === null ? null : <Fact label="Platform">{plainText(error.platform)}</Fact>}
        {error.last_release === null ? null : (
          <Fact label="Releases">
            <code>{plainText(releaseWords(error))}</code>
          </Fact>
        )}
        {error.bug_id === null ? null : <BugFact id={error.bug_id} />}
        <PersonFact error={error} />
        <Ends error={error} />
      </FactList>
    </Panel>
  );
}

function releaseWords({ first_release: first, last_release: last }: ErrorGroupDetail): string {
  return first === null || first === last ? `${last}` : `${first} → ${last}`;
}

const noProject = '–';

function ProjectFact({ error }: { error: ErrorGroupDetail }) {
  const { isPicking, close, save, onPick } = useChange(error);
  const projects = useProjects();
  const { project_id: id } = error;
  const options = projects.map((one) => ({ value: String(one.id), label: plainText(one.name) }));
  const name = id === null ? 'None' : (projects.find((one) => one.id === id)?.name ?? `project ${id}`);
  return (
    <Fact label="Project">
      <span className={classes.row}>
        {id === null ? null : (
          <Anchor component={Link} size="sm" to={`/projects/${id}`}>
            {plainText(name)}
          </Anchor>
        )}
        <Pickable label={`Project: ${plainText(name)}`} onPick={onPick}>
          {id !== null ? (onPick ? 'Change' : null) : 'None'}
        </Pickable>
      </span>
      {isPicking ? (
        <RecordPicker
          title="Move to"
          options={[...options, { value: noProject, label: 'No project' }]}
          current={id === null ? noProject : String(id)}
          onPick={(value) => save({ project_id: value === noProject ? null : Number(value) })}
          onClose={close}
        />
      ) : null}
    </Fact>
  );
}

function SeverityFact({ error }: { error: ErrorGroupDetail }) {
  const { isPicking, close, save, onPick } = useChange(error);
  const look = severityLooks[error.severity];
  return (
    <Fact label="Severity">
      <Pickable label={`Severity: ${look.label}`} tip={look.meaning} onPick={onPick}>
        <LookChip look={look} plain />
      </Pickable>
      {isPicking ? (
        <RecordPicker
          title="Severity"
          options={errorSeverity.options.map((value) => ({
            value,
            label: severityLooks[value].label,
            picture: <Mark shape={severityLooks[value].shape} tone={severityLooks[value].tone} />,
          }))}
          current={error.severity}
          onPick={(value) => save({ severity: errorSeverity.parse(value) })}
          onClose={close}
        />
      ) : null}
    </Fact>
  );
}

/** A value of an error that is chosen from a list; who only looks has no `onPick`. */
function useChange({ id }: ErrorGroupDetail) {
  const mayAct = useMayAct();
  const [isPicking, picking] = useDisclosure(false);
  const { change } = useErrorActions();
  const act = useAct();
  return {
    isPicking,
    close: picking.close,
    onPick: mayAct ? picking.open : undefined,
    save: (body: ErrorChange) => {
      picking.close();
      void act(() => change.mutateAsync({ id, body }), 'Saved.');
    },
  };
}

/** The bug that is kept of it, and how far an agent is with that. */
function BugFact({ id }: { id: number }) {
  const work = useRecordWork({ kind: 'bug', id }).data;
  return (
    <Fact label="Bug">
      <span className={classes.row}>
        <Anchor component={Link} size="sm" to={`/bugs/${id}`}>
          bug {id}
        </Anchor>
        {work?.prompt ? <LookChip look={promptLooks[work.prompt.status]} plain /> : null}
      </span>
    </Fact>
  );
}

function PersonFact({ error }: { error: ErrorGroupDetail }) {
  const { isPicking, close, save, onPick } = useChange(error);
  return (
    <Fact label="Assigned to">
      <PersonMark person={error.assigned_to} {...(onPick && { onPick })} />
      {isPicking ? (
        <PersonPicker
          title="Assign to"
          current={error.assigned_to ?? ''}
          people={error.assigned_to === null ? [] : [error.assigned_to]}
          onPick={(person) => save({ assigned_to: person })}
          onClose={close}
        />
      ) : null}
    </Fact>
  );
}

/** Until when it is quiet, or how it ended and came back. */
function Ends({ error }: { error: ErrorGroupDetail }) {
  return (
    <>
      {error.status === 'resolved' && error.resolved_at !== null ? (
        <Fact label="Resolved">
          <Ago at={error.resolved_at} />
          {error.resolved_in_release === null ? '' : ` in ${plainText(error.resolved_in_release)}`}
        </Fact>
      ) : null}
      {error.status === 'ignored' ? <Fact label="Quiet">{quietWords(error)}</Fact> : null}
      {error.regressions > 0 ? <Fact label="Came back">{error.regressions}×</Fact> : null}
    </>
  );
}

function quietWords({ ignored_until: until, ignored_until_count: count }: ErrorGroupDetail): string {
  if (until !== null) return `until ${new Date(until).toLocaleString()}`;
  if (count !== null) return `until it was reported ${count.toLocaleString('en')} times`;
  return 'for good';
}
