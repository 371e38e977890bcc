import { type Policy, type PolicyMode, policyMode } from '@architect/contracts/patterns';
import { Button, UnstyledButton } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useLogin, useMayAct } from '../../lib/app-context.tsx';
import { useChangePolicy, usePolicy, useStopAnswers } from '../../lib/policy.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './mode-panel.module.css';
import { modeWords } from './policy-words.ts';

/** Off, dry run or on, and the kill switch while it is on. */
export function ModePanel() {
  const policy = usePolicy();
  const mayAct = useMayAct();
  const stop = useStopAnswers();
  return (
    <Panel
      title="Automatic answers"
      actions={
        mayAct && policy.data?.mode === 'on' ? (
          <Button color="red.8" leftSection={<IconPlayerStopFilled size={15} />} onClick={stop}>
            Stop all now
          </Button>
        ) : null
      }
    >
      <Loaded from={policy} rows={2}>
        {(known) => <Modes policy={known} mayAct={mayAct} />}
      </Loaded>
    </Panel>
  );
}

function Modes({ policy, mayAct }: { policy: Policy; mayAct: boolean }) {
  const choose = useChooseMode();
  const isAdmin = useLogin().role === 'admin';
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere. */}
      <div className={classes.modes} role="group" aria-label="Automatic answers">
        {policyMode.options.map((mode) => (
          <UnstyledButton
            key={mode}
            className={classes.mode}
            data-mode={mode}
            aria-pressed={policy.mode === mode}
            disabled={!mayAct || (mode === 'on' && !isAdmin)}
            onClick={() => policy.mode !== mode && choose(mode)}
          >
            <span className={classes.name}>
              <Mark
                shape={policy.mode === mode ? 'check' : 'ring'}
                tone={policy.mode === mode ? 'work' : 'mute'}
              />
              {modeWords[mode].label}
            </span>
            <span className={classes.meaning}>{modeWords[mode].meaning}</span>
          </UnstyledButton>
        ))}
      </div>
      <p className={classes.by}>
        {policy.updated_at ? (
          <>
            Last changed by {policy.updated_by} <Ago at={policy.updated_at} />.
          </>
        ) : (
          'Nobody has changed this yet.'
        )}
        {mayAct ? null : ' Your role may look, not change it.'}
        {mayAct && !isAdmin ? ' Switching on needs an administrator.' : null}
      </p>
    </>
  );
}

/** Off and dry run count at once; on is asked about once more. */
function useChooseMode() {
  const { mutateAsync } = useChangePolicy();
  const act = useAct();
  const set = (mode: PolicyMode) =>
    void act(() => mutateAsync({ mode }), `Automatic answers: ${modeWords[mode].label.toLowerCase()}.`);
  return (mode: PolicyMode) => {
    if (mode !== 'on') return set(mode);
    modals.openConfirmModal({
      title: 'Answer dialogs automatically?',
      children:
        'From now on the built-in rules and yours press the keys, also for dialogs of sessions that run already. One click in the top bar stops it.',
      labels: { confirm: 'Switch on', cancel: 'Leave it' },
      onConfirm: () => set(mode),
    });
  };
}
