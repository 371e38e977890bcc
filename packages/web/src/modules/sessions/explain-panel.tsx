import type { Explanation } from '@architect/contracts/sessions';
import { useMayAct } from '../../lib/app-context.tsx';
import { sessionLooks } from '../../lib/looks.ts';
import { useExplanation } from '../../lib/sessions.ts';
import { Ago } from '../../ui/ago.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './explain-panel.module.css';
import { SaveScreen } from './save-screen.tsx';

/** Which reading decided the state, why the others lost, and which sources can be trusted. */
export function ExplainPanel({ name }: { name: string }) {
  const explanation = useExplanation(name);
  const mayAct = useMayAct();
  return (
    <Panel title="Why this state" flush>
      <Loaded from={explanation} rows={4}>
        {(one) => (
          <>
            <Readings readings={one.readings} />
            <Origin explanation={one} />
            <Tier tier={one.tier ?? null} />
            <Sources sources={one.sources} />
            <p className={classes.seen}>
              Runs <code>{one.command || 'nothing'}</code>
              {one.title ? (
                <>
                  , title <code>{one.title}</code>
                </>
              ) : null}
            </p>
            {mayAct && one.session.mode === 'terminal' ? <SaveScreen session={one.session} /> : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Readings({ readings }: { readings: Explanation['readings'] }) {
  if (readings.length === 0) return <p className={classes.seen}>No source has said anything yet.</p>;
  return (
    <ol className={classes.readings}>
      {readings.map((reading) => (
        <li
          key={`${reading.source}-${reading.rule}-${reading.at}`}
          className={classes.reading}
          data-won={reading.won || undefined}
        >
          <span className={classes.line}>
            <LookChip look={sessionLooks[reading.state]} plain />
            <span className={classes.source}>{reading.source}</span>
            <span className={classes.at}>
              <Ago at={reading.at} />
            </span>
          </span>
          <span>{reading.detail}</span>
          <code className={classes.rule}>{reading.rule}</code>
          <span className={classes.why}>
            <b>{reading.won ? 'Decides:' : 'Lost:'}</b> {reading.why}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Where the rule that decided was written, and for which versions of the agent. */
function Origin({ explanation: { rule_origin: origin, session } }: { explanation: Explanation }) {
  if (!origin) return null;
  const place = origin.line === null ? origin.source : `${origin.source} line ${origin.line}`;
  // A built-in rule counts for every version; these are the ones that were recorded.
  const word = origin.source === 'built in' && origin.versions !== null ? 'proven with' : 'for';
  const versions = origin.versions === null ? 'any version' : `versions ${origin.versions}`;
  return (
    <p className={classes.seen}>
      The rule that decides: {place}, {word} {versions}; this is{' '}
      {session.agent_version ?? 'of unknown version'}.
    </p>
  );
}

function Tier({ tier }: { tier: NonNullable<Explanation['tier']> | null }) {
  if (!tier) return null;
  const word = (one: string | null) => one ?? 'none (as a worker)';
  return (
    <p className={classes.seen}>
      <Mark shape="diamond" tone="need" size={12} /> Its tier was changed outside the dashboard: tmux says{' '}
      <b>{word(tier.shown)}</b>, set here was <b>{word(tier.recorded)}</b>. The policy goes by{' '}
      <b>{word(tier.counts)}</b>, the lower one.
    </p>
  );
}

function Sources({ sources }: { sources: Explanation['sources'] }) {
  return (
    <ul className={classes.sources} aria-label="Health of the sources">
      {sources.map((one) => (
        <li key={one.source} title={one.note}>
          <Mark shape={one.trusted ? 'check' : 'cross'} tone={one.trusted ? 'calm' : 'bad'} size={12} />{' '}
          {one.source}
          <span className={classes.at}>
            {one.last_at === null ? 'silent' : <Ago at={one.last_at} />}
            {one.trusted ? '' : `, not trusted: ${one.note}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
