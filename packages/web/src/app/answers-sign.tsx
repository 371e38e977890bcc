import { Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { usePolicyMode, useStopAnswers } from '../lib/policy.ts';
import { Mark } from '../ui/mark.tsx';
import classes from './answers-sign.module.css';

/** On every page while dialogs are answered automatically, with the switch that stops it. */
export function AnswersSign() {
  const mode = usePolicyMode();
  const mayAct = useMayAct();
  const stop = useStopAnswers();
  if (mode !== 'on') return null;
  return (
    <div className={classes.sign}>
      <Tooltip label="Dialogs are answered automatically, by the rules of the policy.">
        <Link to="/policy" className={classes.link}>
          <Mark shape="dot" tone="work" />
          Auto <VisuallyHidden>answers are on</VisuallyHidden>
        </Link>
      </Tooltip>
      {mayAct ? (
        <Tooltip label="Stop automatic answers now">
          <UnstyledButton className={classes.stop} onClick={stop} aria-label="Stop automatic answers">
            <IconPlayerStopFilled size={14} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
      ) : null}
    </div>
  );
}
