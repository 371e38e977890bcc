import type { Prompt } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';
import { Link } from 'react-router';
import { sessionLooks, stateOrder } from '../../lib/looks.ts';
import { useSessions } from '../../lib/sessions.ts';
import { firstLine } from '../../parts/prompt-rows.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './fleet.module.css';

/** Every session as a tile, those that need a person first. */
export function Fleet({ prompts }: { prompts: ReadonlyMap<number, Prompt> }) {
  const sessions = useSessions();
  return (
    <Panel
      title="Fleet"
      count={sessions.data?.length}
      actions={sessions.data ? <StateCounts sessions={sessions.data} /> : null}
    >
      <Loaded from={sessions} rows={3}>
        {(all) =>
          all.length === 0 ? (
            <Nothing title="No tmux session yet.">
              Start one in a terminal with <code>tmux new -s worker1 claude</code>, or create it on the
              Sessions page.
            </Nothing>
          ) : (
            <ul className={classes.grid}>
              {inOrder(all).map((session) => (
                <Tile
                  key={session.name}
                  session={session}
                  prompt={prompts.get(session.current_prompt_id ?? -1)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function inOrder(sessions: readonly Session[]): Session[] {
  return sessions.toSorted(
    (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) || a.name.localeCompare(b.name),
  );
}

function StateCounts({ sessions }: { sessions: readonly Session[] }) {
  return (
    <ul className={classes.counts} aria-label="Sessions by state">
      {stateOrder.flatMap((state) => {
        const count = sessions.filter((one) => one.state === state).length;
        const { shape, tone, label } = sessionLooks[state];
        if (count === 0) return [];
        return [
          <li key={state} className={classes.counted}>
            <Mark shape={shape} tone={tone} size={12} />
            {count} <span className={classes.word}>{label.toLowerCase()}</span>
          </li>,
        ];
      })}
    </ul>
  );
}

function Tile({ session, prompt }: { session: Session; prompt: Prompt | undefined }) {
  const look = sessionLooks[session.state];
  return (
    <li>
      <Link
        className={classes.tile}
        data-tone={look.tone}
        to={`/sessions/${encodeURIComponent(session.name)}`}
      >
        <span className={classes.line}>
          <ProviderMark provider={session.provider} version={session.agent_version} />
          <span className={classes.name}>{session.name}</span>
        </span>
        <span className={classes.line}>
          <LookChip look={look} plain />
          <span className={classes.since}>
            <Ago at={session.state_since} bare />
          </span>
        </span>
        <span className={classes.now}>{nowWords(session, prompt)}</span>
      </Link>
    </li>
  );
}

function nowWords(session: Session, prompt: Prompt | undefined): string {
  if (session.dialog) return session.dialog.subject || session.dialog.question;
  if (prompt) return firstLine(prompt.content);
  if (session.draft !== null) return `Draft: ${session.draft}`;
  const isIdle = session.state === 'idle';
  return (isIdle ? session.not_deliverable_because : session.evidence?.detail) ?? session.working_dir;
}
