import { type Escalation, escalation, type Policy } from '@architect/contracts/patterns';
import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { useChangePolicy, usePolicy } from '../../lib/policy.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './deadline-panel.module.css';

const endWords: Record<Escalation, { label: string; meaning: string }> = {
  notify: { label: 'Tell people', meaning: 'It is listed first and this browser can show a notification.' },
  deny: {
    label: 'Tell and deny',
    meaning:
      'While automatic answers are on, permissions are denied as well. Nothing is ever approved this way.',
  },
};

/** What happens to a dialog that nobody decides. */
export function DeadlinePanel() {
  const policy = usePolicy();
  return (
    <Panel title="When nobody decides">
      <Loaded from={policy} rows={2}>
        {(known) => <Deadline key={`${known.escalation} ${known.escalate_after_minutes}`} policy={known} />}
      </Loaded>
    </Panel>
  );
}

function Deadline({ policy }: { policy: Policy }) {
  const mayAct = useMayAct();
  const change = useChangePolicy();
  const act = useAct();
  const [minutes, setMinutes] = useState<number | string>(policy.escalate_after_minutes);
  const [end, setEnd] = useState(policy.escalation);
  const isSame = Number(minutes) === policy.escalate_after_minutes && end === policy.escalation;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const wish = { escalate_after_minutes: Number(minutes), escalation: end };
        void act(() => change.mutateAsync(wish), 'The deadline is saved.');
      }}
    >
      <NumberInput
        label="Escalate after, in minutes"
        min={0.05}
        max={10_080}
        readOnly={!mayAct}
        hideControls
        value={minutes}
        onChange={setMinutes}
      />
      <div>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Then"
          disabled={!mayAct}
          value={end}
          onChange={setEnd}
          data={escalation.options.map((value) => ({ value, label: endWords[value].label }))}
        />
        <p className={classes.meaning}>{endWords[end].meaning}</p>
      </div>
      {mayAct ? (
        <Button
          type="submit"
          variant="default"
          className={classes.save}
          disabled={isSame || !Number(minutes)}
          loading={change.isPending}
        >
          Save
        </Button>
      ) : null}
    </form>
  );
}
