import type { SuspectCommit } from '@architect/contracts/assignments';
import { useSuspects } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './suspects-panel.module.css';

const because = { line: 'touched a line of the stack', file: 'touched a file of the stack' } as const;

/** Commits that may have brought it, by the history of the source. Says why when there are none. */
export function SuspectsPanel({ errorId }: { errorId: number }) {
  const suspects = useSuspects(errorId).data;
  if (!suspects) return null;
  const { commits, note } = suspects;
  return (
    <Panel title="Suspect commits" count={commits.length > 0 ? commits.length : undefined}>
      {commits.length === 0 ? null : (
        <ul className={classes.list}>
          {commits.map((one) => (
            <Suspect key={one.commit} suspect={one} />
          ))}
        </ul>
      )}
      {note === null ? null : <p className={classes.note}>{plainText(note)}</p>}
    </Panel>
  );
}

function Suspect({ suspect }: { suspect: SuspectCommit }) {
  const { commit, subject, author, at, places } = suspect;
  return (
    <li>
      <span className={classes.subject}>{plainText(subject)}</span>
      <span className={classes.dim}>
        {plainText(author)}, <Ago at={at} /> · {because[suspect.because]}
      </span>
      {places.slice(0, 3).map(({ file, line }) => (
        <code key={`${file}:${line}`} className={classes.place}>
          {plainText(line === null ? file : `${file}:${line}`)}
        </code>
      ))}
      <span className={classes.commit}>
        <code>{commit.slice(0, 12)}</code>
        <CopyText text={commit} label="Copy the hash" />
      </span>
    </li>
  );
}
