import { groupBuiltIn } from '@architect/contracts/patterns';
import { usePolicy } from '../../lib/policy.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './built-in-panel.module.css';
import { actionLooks } from './policy-words.ts';

/** Rules that are always there. Nobody can change them, and no rule approves what they call dangerous. */
export function BuiltInPanel() {
  const policy = usePolicy();
  return (
    <Panel title="Built-in rules" count={policy.data?.built_in.length} flush>
      <Loaded from={policy} rows={6}>
        {({ built_in }) => (
          <ul className={classes.list}>
            {groupBuiltIn(built_in).map(({ action, summary, names }) => (
              <li key={`${action} ${summary}`} className={classes.row}>
                <LookChip look={actionLooks[action]} />
                {names.length === 1 ? (
                  <span className={classes.what}>
                    <code>{names[0]}</code> {summary}
                  </span>
                ) : (
                  <details className={classes.what}>
                    <summary>
                      {names.length} commands: {summary}
                    </summary>
                    <span className={classes.names}>
                      {names.map((name) => (
                        <code key={name}>{name}</code>
                      ))}
                    </span>
                  </details>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
