import type { ErrorEvent } from '@architect/contracts/error-groups';
import { Anchor, Button } from '@mantine/core';
import { plainText, webAddress } from '../../lib/plain-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { BreadcrumbList } from './breadcrumb-list.tsx';
import { JsonTree } from './json-tree.tsx';
import classes from './sample-panels.module.css';
import { StackPanel } from './stack-panel.tsx';

interface SampleProps {
  event: ErrorEvent;
  position: number;
  total: number;
  onPosition(position: number): void;
}

/** One report: what was thrown, what came before, and everything else that was sent. */
export function SamplePanels(props: SampleProps) {
  const { event } = props;
  return (
    <>
      <StackPanel event={event} />
      {event.breadcrumbs.length === 0 ? null : (
        <Panel title="What came before" count={event.breadcrumbs.length} flush>
          <BreadcrumbList breadcrumbs={event.breadcrumbs} />
        </Panel>
      )}
      <Panel title="This report" actions={<SamplePager {...props} />}>
        <ReportFacts event={event} />
        <Tags tags={event.tags} />
        <Tree title="User" value={event.user} />
        <Tree title="Context" value={event.context} />
      </Panel>
    </>
  );
}

function SamplePager({ position, total, onPosition }: SampleProps) {
  return (
    <nav className={classes.pager} aria-label="Reports">
      <Button
        size="compact-xs"
        variant="default"
        disabled={position <= 1}
        onClick={() => onPosition(position - 1)}
      >
        Newer
      </Button>
      <span>
        {position} of {total}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        disabled={position >= total}
        onClick={() => onPosition(position + 1)}
      >
        Older
      </Button>
    </nav>
  );
}

function ReportFacts({ event }: { event: ErrorEvent }) {
  const facts: [string, string | null][] = [
    ['Message', event.message],
    ['Node', event.node_id],
    ['Release', event.release],
    ['Environment', event.environment],
    ['Platform', event.platform],
    ['Reporter', event.sdk],
    ['Trace', event.trace_id],
    ['Event id', event.event_id],
  ];
  return (
    <FactList>
      <Fact label="At">
        <Ago at={event.at} /> · {new Date(event.at).toLocaleString()}
      </Fact>
      {event.url === null ? null : (
        <Fact label="Address">
          <Address text={event.url} />
        </Fact>
      )}
      {facts.map(([label, value]) =>
        value === null ? null : (
          <Fact key={label} label={label}>
            <span className={classes.value}>{plainText(value)}</span>
          </Fact>
        ),
      )}
    </FactList>
  );
}

function Address({ text }: { text: string }) {
  const href = webAddress(text);
  if (href === null) return <code>{plainText(text)}</code>;
  return (
    <Anchor size="sm" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {plainText(text)}
    </Anchor>
  );
}

function Tags({ tags }: { tags: Record<string, string> }) {
  const entries = Object.entries(tags);
  if (entries.length === 0) return null;
  return (
    <section className={classes.part} aria-label="Tags">
      <h3>Tags</h3>
      <ul className={classes.tags}>
        {entries.map(([name, value]) => (
          <li key={name}>
            <span>{plainText(name)}</span> <b>{plainText(value)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tree({ title, value }: { title: string; value: Record<string, unknown> | null }) {
  if (value === null || Object.keys(value).length === 0) return null;
  return (
    <section className={classes.part} aria-label={title}>
      <h3>{title}</h3>
      <JsonTree value={value} />
    </section>
  );
}
