import type { Pattern } from '@architect/contracts/patterns';
import { Button, Drawer, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { faultText } from '../../lib/api.ts';
import { useRuleActions } from '../../lib/policy.ts';
import { closeRule, type RuleWish } from '../../lib/rule-wish.ts';
import { useAct } from '../../lib/use-act.tsx';
import { ruleWords } from './policy-words.ts';
import {
  bodyOfDraft,
  bodyOfInteractionDraft,
  draftOf,
  type RuleDraft,
  regexFault,
  scopeOf,
} from './rule-draft.ts';
import classes from './rule-drawer.module.css';
import { RuleFields } from './rule-fields.tsx';
import { RulePreview } from './rule-preview.tsx';

/** Writes or changes a rule, from any page. */
export function RuleDrawer({ wish }: { wish: RuleWish | null }) {
  // Kept while the drawer closes, which takes a moment.
  const [shown, setShown] = useState(wish);
  if (wish && wish !== shown) setShown(wish);
  return (
    <Drawer
      opened={wish !== null}
      onClose={closeRule}
      title={shown?.kind === 'change' ? 'Change the rule' : 'New rule'}
      size="lg"
    >
      {shown ? <RuleForm wish={shown} /> : null}
    </Drawer>
  );
}

function RuleForm({ wish }: { wish: RuleWish }) {
  const save = useSave(wish);
  const act = useAct();
  const form = useForm<RuleDraft>({
    initialValues: draftOf(wish),
    validate: { pattern_regex: (_value, draft) => regexFault(draft, wish) },
  });
  const { values } = form;
  const submit = form.onSubmit(async (draft) => {
    const saved = await act(
      () =>
        save.run(draft).catch((error: unknown) => {
          const fault = faultText(error);
          if (fault.startsWith('pattern_regex')) form.setFieldError('pattern_regex', fault);
          throw error;
        }),
      ({ name }) => `The rule “${name}” is saved.`,
    );
    if (saved) closeRule();
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {wish.kind === 'interaction' ? <pre className={classes.asked}>{wish.interaction.subject}</pre> : null}
        <RuleFields form={form} wish={wish} />
        {regexFault(values, wish) === null ? (
          <p className={classes.words}>{ruleWords({ ...values, scope: scopeOf(values) })}</p>
        ) : null}
        <RulePreview draft={values} wish={wish} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={closeRule}>
            Cancel
          </Button>
          <Button type="submit" loading={save.busy}>
            {wish.kind === 'change' ? 'Save' : 'Create rule'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSave(wish: RuleWish): { run(draft: RuleDraft): Promise<Pattern>; busy: boolean } {
  const { create, createOfInteraction, update } = useRuleActions();
  return {
    busy: create.isPending || createOfInteraction.isPending || update.isPending,
    run(draft) {
      if (wish.kind === 'interaction')
        return createOfInteraction.mutateAsync({
          id: wish.interaction.id,
          body: bodyOfInteractionDraft(draft),
        });
      const body = bodyOfDraft(draft);
      return wish.kind === 'change'
        ? update.mutateAsync({ id: wish.rule.id, change: body })
        : create.mutateAsync(body);
    },
  };
}
