import { Anchor, Tabs } from '@mantine/core';
import { Link } from 'react-router';
import { useErrorKeys } from '../../lib/errors.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Mark } from '../../ui/mark.tsx';
import classes from './first-error.module.css';
import { snippetsOf } from './report-snippets.ts';

/** How to send the first error. The list shows it by itself when it comes. */
export function FirstError({ projectId }: { projectId?: number }) {
  const { list } = useErrorKeys(projectId);
  const dsn = list.data?.find(({ enabled, project_id }) => enabled && project_id === projectId)?.dsn ?? null;
  const snippets = snippetsOf({ server: window.location.origin, projectId, dsn });
  return (
    <div className={classes.first}>
      <p className={classes.wait} role="status">
        <Mark shape="arc" tone="work" /> <b>Waiting for the first error…</b> It shows up here at once.
      </p>
      <Tabs defaultValue="curl" keepMounted={false}>
        <Tabs.List>
          {snippets.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(({ name, label, text }) => (
          <Tabs.Panel key={name} value={name}>
            <div className={classes.snippet}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
              <pre tabIndex={0}>{text}</pre>
              <CopyText text={text} label={`Copy for ${label}`} />
            </div>
          </Tabs.Panel>
        ))}
      </Tabs>
      {dsn === null ? (
        <p className={classes.note}>
          SDKs report with a DSN.{' '}
          <Anchor component={Link} size="sm" underline="always" to="/errors/keys">
            Create a key
          </Anchor>{' '}
          for a project, then choose that project above: the snippets for browsers, Node and Python appear
          here.
        </p>
      ) : null}
    </div>
  );
}
