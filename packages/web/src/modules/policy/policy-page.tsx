import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMayAct } from '../../lib/app-context.tsx';
import { openRule } from '../../lib/rule-wish.ts';
import { Page } from '../../ui/page.tsx';
import { BuiltInPanel } from './built-in-panel.tsx';
import { DeadlinePanel } from './deadline-panel.tsx';
import { ExcludedPanel } from './excluded-panel.tsx';
import { ModePanel } from './mode-panel.tsx';
import classes from './policy-page.module.css';
import { RulesPanel } from './rules-panel.tsx';
import { TestPanel } from './test-panel.tsx';

/** What agents may do without asking a person. */
export function PolicyPage() {
  const mayAct = useMayAct();
  return (
    <Page
      title="Policy"
      note="Which dialogs are answered for you. What no rule decides, and whatever is not understood, waits for a person."
      actions={
        mayAct ? (
          <Button leftSection={<IconPlus size={15} />} onClick={() => openRule({ kind: 'new' })}>
            New rule
          </Button>
        ) : null
      }
    >
      <ModePanel />
      <RulesPanel />
      <div className={classes.columns}>
        <TestPanel />
        <div className={classes.side}>
          <DeadlinePanel />
          <ExcludedPanel />
        </div>
      </div>
      <BuiltInPanel />
    </Page>
  );
}
