import { useExplanation } from '../../lib/sessions.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './said-panel.module.css';

/** What an agent without a terminal was told, did and said last: `>` told, `⚙` did, `?` asked, `=` answered, `●` said. */
export function SaidPanel({ name }: { name: string }) {
  const explanation = useExplanation(name);
  return (
    <Panel title="What it says" flush>
      <Loaded from={explanation} rows={8}>
        {({ screen }) => (
          <pre className={classes.said}>
            {screen === '' ? 'Nothing yet: it starts to talk with its first prompt.' : screen}
          </pre>
        )}
      </Loaded>
    </Panel>
  );
}
