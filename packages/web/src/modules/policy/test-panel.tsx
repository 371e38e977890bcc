import { dialogKind } from '@architect/contracts/sessions';
import { Button, NativeSelect, Select, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getHotkeyHandler } from '@mantine/hooks';
import { type PolicyAnswer, useTestPolicy } from '../../lib/policy.ts';
import { useSessions } from '../../lib/sessions.ts';
import { Fault } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Panel } from '../../ui/panel.tsx';
import { actionLooks, dialogKindLabels, kindWords } from './policy-words.ts';
import classes from './test-panel.module.css';

/** Asks what the policy would do, by which rule and why. Nothing is answered by it. */
export function TestPanel() {
  const test = useTestPolicy();
  const sessions = useSessions().data ?? [];
  const form = useForm<{ kind: string; subject: string; session: string | null }>({
    initialValues: { kind: 'bash', subject: '', session: null },
    validate: { subject: (subject) => (subject.trim() ? null : 'Say what an agent might ask.') },
  });
  const kind = dialogKind.safeParse(form.values.kind).data ?? 'other';
  const submit = form.onSubmit(({ subject, session }) =>
    test.mutate({ kind, subject, ...(session ? { session } : {}) }),
  );
  return (
    <Panel title="Try it">
      <form
        className={classes.form}
        onSubmit={submit}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
        // What was answered belongs to what was asked.
        onChange={() => test.reset()}
      >
        <div className={classes.row}>
          <NativeSelect
            label="An agent asks for"
            data={dialogKind.options.map((value) => ({ value, label: dialogKindLabels[value] }))}
            {...form.getInputProps('kind')}
          />
          <Select
            label="In the session"
            placeholder="any; directory unknown"
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'No session' }}
            nothingFoundMessage="No such session"
            data={sessions.map(({ node, name }) => ({ value: `${node}:${name}`, label: name }))}
            {...form.getInputProps('session')}
            onChange={(session) => {
              form.setFieldValue('session', session);
              test.reset();
            }}
          />
        </div>
        <Textarea
          label="What exactly"
          description={kind in kindWords ? 'A command, a path, a URL, or a tool and its arguments.' : null}
          placeholder={kind === 'bash' ? 'git status && npm test' : ''}
          classNames={{ input: classes.subject }}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          {...form.getInputProps('subject')}
        />
        <Button type="submit" loading={test.isPending} className={classes.submit}>
          What would happen?
        </Button>
      </form>
      <div role="status">{test.data ? <Answer answer={test.data} /> : null}</div>
      {test.error ? <Fault error={test.error} /> : null}
    </Panel>
  );
}

function Answer({ answer: { data: verdict, mode } }: { answer: PolicyAnswer }) {
  return (
    <div className={classes.answer}>
      <p className={classes.line}>
        <LookChip look={actionLooks[verdict.action]} />
        <span>{verdict.pattern ? <b>{verdict.pattern.name}</b> : 'No rule decides'}</span>
      </p>
      <p className={classes.reason}>{verdict.reason}</p>
      {mode === 'on' ? null : (
        <p className={classes.note}>
          {mode === 'off'
            ? 'Automatic answers are off: today a person is asked anyway.'
            : 'This is a dry run: a person is asked anyway, with this as a note.'}
        </p>
      )}
    </div>
  );
}
