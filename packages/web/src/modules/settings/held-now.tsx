import { PromptLink } from '../../parts/session-link.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import classes from './limits-panel.module.css';
import { useQueueStatus } from './use-limits.ts';

/** Who works for the queue now, and why the others wait: the sessions and prompts are named in the reasons. */
export function HeldNow() {
  const status = useQueueStatus();
  return (
    <section className={classes.now} aria-label="Now">
      <h3 className={classes.nowTitle}>Now</h3>
      <Loaded from={status} rows={2}>
        {({ active, waiting }) => (
          <ul className={classes.reasons}>
            {active.map((prompt) => (
              <li key={prompt.id}>
                <PromptLink id={prompt.id} />
                <span>at work in {prompt.assigned_session}</span>
              </li>
            ))}
            {waiting.map(({ reason, count }) => (
              <li key={reason}>
                <b>{count}</b>
                <span>waiting: {reason}</span>
              </li>
            ))}
            {active.length + waiting.length === 0 ? <li>Nothing is at work and nothing waits.</li> : null}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
