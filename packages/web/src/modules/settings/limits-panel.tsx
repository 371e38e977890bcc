import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import { Button, NumberInput, Select, TagsInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useLogin } from '../../lib/app-context.tsx';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { HeldNow } from './held-now.tsx';
import { changeOf, formOf, type LimitsForm, providerFault } from './limits-form.ts';
import classes from './limits-panel.module.css';
import { useLimits } from './use-limits.ts';

/** How much the queue may do at once, and what that holds back at this moment. */
export function LimitsPanel() {
  const { limits } = useLimits();
  return (
    <Panel title="Limits of the queue" flush>
      <Loaded from={limits} rows={4}>
        {(present) => <LimitsFields key={JSON.stringify(present)} present={present} />}
      </Loaded>
      <HeldNow />
    </Panel>
  );
}

function LimitsFields({ present }: { present: AssignerLimits }) {
  const { change } = useLimits();
  const act = useAct();
  const mayChange = useLogin().role === 'admin';
  const form = useForm<LimitsForm>({
    initialValues: formOf(present),
    validate: { perProvider: providerFault },
  });
  const submit = form.onSubmit(
    (values) => void act(() => change.mutateAsync(changeOf(values, present)), 'The limits hold from now on.'),
  );
  return (
    <form onSubmit={submit}>
      <fieldset className={classes.fields} disabled={!mayChange}>
        <legend className={classes.legend}>
          {mayChange
            ? 'Prompts from the queue only, never what a person types. Empty: no limit.'
            : 'Only administrators change limits.'}
        </legend>
        <AtOnce form={form} />
        <Select
          size="xs"
          label="Two agents in one directory"
          allowDeselect={false}
          disabled={!mayChange}
          data={directoryRules}
          {...form.getInputProps('directoryRule')}
        />
        <Memory form={form} />
      </fieldset>
      {mayChange ? (
        <div className={classes.foot}>
          <Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
            Save limits
          </Button>
        </div>
      ) : null}
    </form>
  );
}

const directoryRules = [
  { value: 'warn', label: 'Send, and say so in the receipt' },
  { value: 'refuse', label: 'Let the second prompt wait' },
  { value: 'off', label: 'Send, say nothing' },
];

type Form = UseFormReturnType<LimitsForm>;

function AtOnce({ form }: { form: Form }) {
  return (
    <>
      <div className={classes.pair}>
        <Count label="At work in all" {...form.getInputProps('atWork')} min={1} />
        <Count label="On each machine" {...form.getInputProps('perNode')} min={1} />
      </div>
      <TagsInput
        size="xs"
        label="By each kind of agent"
        placeholder={form.values.perProvider.length === 0 ? 'claude=3' : ''}
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...form.getInputProps('perProvider')}
      />
    </>
  );
}

function Memory({ form }: { form: Form }) {
  return (
    <div className={classes.pair}>
      <Count label="MB free for a new agent" {...form.getInputProps('memoryPerAgentMb')} min={0} />
      <Count label="MB left over then" {...form.getInputProps('memoryReserveMb')} min={0} />
      <Count label="Headless agents at once" {...form.getInputProps('headlessSessions')} min={0} />
    </div>
  );
}

function Count(props: { label: string; min: number }) {
  return <NumberInput size="xs" placeholder="no limit" allowDecimal={false} hideControls {...props} />;
}
