import { Switch } from '@mantine/core';
import { type NotifyState, setNotify, useNotifyState } from '../../lib/notify.ts';
import { Panel } from '../../ui/panel.tsx';

const words: Record<NotifyState, string> = {
  on: 'Also while this tab is hidden. This browser only.',
  off: 'The page title and “Needs me” still show what waits.',
  unset: 'The browser will ask you once. Also while this tab is hidden.',
  refused: 'This browser refuses notifications of this page: allow them in its settings.',
  impossible: 'This browser shows no notifications here; they need HTTPS or localhost.',
};

/** Browser notifications of decisions that wait too long. */
export function NotifyPanel() {
  const state = useNotifyState();
  return (
    <Panel title="Notifications">
      <Switch
        label="Tell me when a decision waits too long"
        description={words[state]}
        checked={state === 'on'}
        disabled={state === 'refused' || state === 'impossible'}
        onChange={(event) => void setNotify(event.currentTarget.checked)}
      />
    </Panel>
  );
}
