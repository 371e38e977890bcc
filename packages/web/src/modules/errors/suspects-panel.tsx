import { plainText } from '../../lib/plain-text.ts';
import { useSuspects } from '../../lib/work.ts';
import { Ago } from '../../ui/ago.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './suspects-panel.module.css';

const because = { line: 'touched a line of the stack', file: 'touched a file of the stack' } as const;

/** Commits that may have brought it, by git blame. Says why when there are none. */
export function SuspectsPanel({ errorId }: { errorId: number }) {
  const suspects = useSuspects(errorId).data;
  if (!suspects) return null;
  const { commits, note } = suspects;
  return (
    <Panel title="Suspect commits" count={commits.length > 0 ? commits.length : undefined}>
      <ul className={classes.list}>
        {commits.map((one) => (
          <li key={one.commit}>
            <span className={classes.subject}>{plainText(one.subject)}</span>
            <span className={classes.dim}>
              <code>{one.commit.slice(0, 10)}</code>
              <CopyText text={one.commit} label="Copy the hash" /> {plainText(one.author)},{' '}
              <Ago at={one.at} /> · {because[one.because]}
            </span>
          </li>
        ))}
      </ul>
      {note === null ? null : <p className={classes.note}>{plainText(note)}</p>}
    </Panel>
  );
}
