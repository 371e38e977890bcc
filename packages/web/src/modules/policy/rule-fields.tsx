import { patternKind, policyAction } from '@architect/contracts/patterns';
import {
  Autocomplete,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useAgentChoices } from '../../lib/agent-choices.ts';
import type { RuleWish } from '../../lib/rule-wish.ts';
import { useSessions } from '../../lib/sessions.ts';
import { actionLooks, kindWords } from './policy-words.ts';
import type { RuleDraft } from './rule-draft.ts';
import classes from './rule-drawer.module.css';

type Form = UseFormReturnType<RuleDraft>;

export function RuleFields({ form, wish }: { form: Form; wish: RuleWish }) {
  const { kind } = form.values;
  const exact = wish.kind === 'interaction' && wish.interaction.complete;
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="Name"
          placeholder="what it matches"
          maxLength={100}
          {...form.getInputProps('name')}
        />
        <NativeSelect
          label="Kind"
          disabled={wish.kind === 'interaction'}
          data={patternKind.options.map((value) => ({ value, label: kindWords[value].label }))}
          {...form.getInputProps('kind')}
        />
      </div>
      <Textarea
        label="Matches"
        description={`Regular expression (RE2). ${kindWords[kind].subject}`}
        placeholder={
          exact ? 'empty: exactly what is asked above' : kind === 'bash' ? 'npm run (lint|build)' : ''
        }
        classNames={{ input: classes.regex }}
        data-autofocus
        autosize
        minRows={1}
        maxRows={6}
        maxLength={500}
        spellCheck={false}
        {...form.getInputProps('pattern_regex')}
      />
      <Action form={form} />
      <Where form={form} />
      <div className={classes.pair}>
        <NumberInput
          label="Priority"
          description="The highest decides; a denial always wins"
          min={0}
          max={1_000}
          allowDecimal={false}
          clampBehavior="strict"
          hideControls
          value={form.values.priority}
          onChange={(value) => form.setFieldValue('priority', Number(value) || 0)}
        />
        <Switch label="Enabled" mt="xl" {...form.getInputProps('enabled', { type: 'checkbox' })} />
      </div>
    </>
  );
}

function Action({ form }: { form: Form }) {
  const { action } = form.values;
  return (
    <div>
      <p className={classes.label}>Then</p>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Then"
        value={action}
        onChange={(value) => form.setFieldValue('action', value)}
        data={policyAction.options.map((value) => ({ value, label: actionLooks[value].label }))}
      />
      <p className={classes.meaning}>{actionLooks[action].meaning}</p>
    </div>
  );
}

/** Everything empty: everywhere. */
function Where({ form }: { form: Form }) {
  const sessions = useSessions().data ?? [];
  const agents = useAgentChoices({ chosen: form.values.provider });
  return (
    <>
      <div className={classes.pair}>
        <Autocomplete
          label="Only in the session"
          placeholder="any"
          maxLength={200}
          data={[...new Set(sessions.map((one) => one.name))]}
          {...form.getInputProps('session')}
        />
        <TextInput
          label="Only in the project"
          placeholder="any; name of the directory or its path"
          maxLength={200}
          spellCheck={false}
          {...form.getInputProps('project')}
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label="Only for the tier"
          placeholder="any"
          maxLength={200}
          spellCheck={false}
          {...form.getInputProps('tier')}
        />
        <Select
          label="Only for the agent"
          placeholder="any"
          clearable
          clearButtonProps={{ 'aria-label': 'Any agent' }}
          data={agents}
          {...form.getInputProps('provider')}
        />
      </div>
    </>
  );
}
