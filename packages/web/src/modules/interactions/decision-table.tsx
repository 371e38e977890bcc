import type { Interaction } from '@architect/contracts/interactions';
import { decisionLooks } from '../../lib/looks.ts';
import { kindWords } from '../../parts/interaction-card.tsx';
import { SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import classes from './decision-table.module.css';

/** What was decided, by whom and when; rows become blocks on a phone. */
export function DecisionTable({ interactions }: { interactions: readonly Interaction[] }) {
  return (
    <ul className={classes.list}>
      {interactions.map((one) => (
        <li key={one.id} className={classes.row}>
          <LookChip look={decisionLooks[one.status]} />
          <div className={classes.what}>
            <span>
              <SessionLink name={one.session} /> {kindWords[one.kind]}
            </span>
            <code className={classes.subject}>{one.subject || one.question}</code>
          </div>
          <span className={classes.who}>
            {deciderOf(one)} · <Ago at={one.decided_at ?? one.created_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function deciderOf({ decided_by, decided_by_name: name, note }: Interaction): string {
  if (decided_by === 'pattern') return `by the rule “${name}”`;
  return name ?? decided_by ?? note ?? 'nobody';
}
