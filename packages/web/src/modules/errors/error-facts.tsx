import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useProjectChoices } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import { Panel } from '../../ui/panel.tsx';

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
        <Fact label="Project">
          <ProjectName id={error.project_id} />
        </Fact>
        {error.platform === null ? null : <Fact label="Platform">{plainText(error.platform)}</Fact>}
        {error.last_release === null ? null : (
          <Fact label="Releases">
            <code>{plainText(releaseWords(error))}</code>
          </Fact>
        )}
        {error.bug_id === null ? null : (
          <Fact label="Bug">
            <Anchor component={Link} size="sm" to={`/bugs/${error.bug_id}`}>
              #{error.bug_id}
            </Anchor>
          </Fact>
        )}
        {error.assigned_to === null ? null : <Fact label="Assigned to">{plainText(error.assigned_to)}</Fact>}
        <Ends error={error} />
      </FactList>
    </Panel>
  );
}

function releaseWords({ first_release: first, last_release: last }: ErrorGroupDetail): string {
  return first === null || first === last ? `${last}` : `${first} → ${last}`;
}

function ProjectName({ id }: { id: number | null }) {
  const projects = useProjectChoices().data?.items;
  if (id === null) return 'None';
  const name = projects?.find((one) => one.id === id)?.name;
  return (
    <Anchor component={Link} size="sm" to={`/errors?project=${id}`}>
      {name === undefined ? `#${id}` : plainText(name)}
    </Anchor>
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
