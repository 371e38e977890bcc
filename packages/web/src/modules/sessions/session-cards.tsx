import type { Session } from '@architect/contracts/sessions';
import { Tooltip } from '@mantine/core';
import { sessionLooks } from '../../lib/looks.ts';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { PromptLink, SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import classes from './session-cards.module.css';

/** The list on a phone. */
export function SessionCards({ sessions }: { sessions: readonly Session[] }) {
  return (
    <ul className={classes.list}>
      {sessions.map((session) => (
        <li key={session.name} className={classes.card}>
          <span className={classes.line}>
            <ProviderMark provider={session.provider} version={session.agent_version} />
            <SessionLink name={session.name} />
            <span className={classes.end}>
              <LookChip look={sessionLooks[session.state]} />
            </span>
          </span>
          <span>{session.evidence?.detail ?? 'no reading yet'}</span>
          <span className={classes.dim}>
            {session.current_prompt_id === null ? null : <PromptLink id={session.current_prompt_id} />}
            <Hints session={session} />
            <span>{session.git_branch ?? session.working_dir}</span>
            <Ago at={session.state_since} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What keeps a session from taking a prompt, in a word or two. */
export function Hints({ session }: { session: Session }) {
  return (
    <>
      {session.draft === null ? null : (
        <Tooltip label={session.draft || 'The box is not empty.'}>
          <span className={classes.hint}>draft in the box</span>
        </Tooltip>
      )}
      {session.limited_until === null ? null : (
        <span className={classes.hint}>
          limited, back <Ago at={session.limited_until} />
        </span>
      )}
      {session.tried_again_at == null ? null : (
        <span className={classes.hint}>
          tried again <Ago at={session.tried_again_at} />
        </span>
      )}
      {session.attached_clients > 0 ? (
        <span className={classes.hint}>{session.attached_clients} attached</span>
      ) : null}
    </>
  );
}
