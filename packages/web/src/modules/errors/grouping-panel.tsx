import type { ErrorGroupDetail, ErrorGrouping } from '@architect/contracts/error-groups';
import { Button } from '@mantine/core';
import { useNavigate } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { useErrorActions } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Panel } from '../../ui/panel.tsx';
import { countWords } from './count-words.ts';
import classes from './grouping-panel.module.css';

const why: Record<ErrorGrouping['by'], string> = {
  fingerprint: 'The application gave them the same fingerprint.',
  stack: 'They were thrown at the same place, by the frames of the application:',
  message: 'They have no stack; their type, source and words are the same, numbers and ids apart:',
};

/** The evidence: what was compared. After a merge there are several fingerprints; each can be taken out again. */
export function GroupingPanel({ error }: { error: ErrorGroupDetail }) {
  return (
    <Panel title="Why these are one" count={error.fingerprints.length}>
      {error.fingerprints.map((one) => (
        <section key={one.id} className={classes.fingerprint} aria-label={`Fingerprint ${one.id}`}>
          <p className={classes.why}>{why[one.grouping.by]}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
          <ol className={classes.parts} tabIndex={0}>
            {one.grouping.parts.map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of one fingerprint may repeat and never change.
              <li key={index}>
                <code>{plainText(part)}</code>
              </li>
            ))}
          </ol>
          <p className={classes.foot}>
            <span>
              {countWords(one.count)}, last <Ago at={one.last_seen} /> · rules v{one.grouping.version}
            </span>
            {error.fingerprints.length > 1 ? <Split errorId={error.id} fingerprint={one.id} /> : null}
          </p>
        </section>
      ))}
    </Panel>
  );
}

function Split({ errorId, fingerprint }: { errorId: number; fingerprint: number }) {
  const mayAct = useMayAct();
  const { split } = useErrorActions();
  const act = useAct();
  const navigate = useNavigate();
  if (!mayAct) return null;
  const onSplit = async () => {
    const made = await act(
      () => split.mutateAsync({ id: errorId, fingerprint }),
      ({ id }) => `It is error #${id} now.`,
    );
    if (made) void navigate(`/errors/${made.id}`);
  };
  return (
    <Button size="compact-xs" variant="default" loading={split.isPending} onClick={() => void onSplit()}>
      Split out
    </Button>
  );
}
