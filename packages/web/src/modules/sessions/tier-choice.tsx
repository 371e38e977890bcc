import { type Session, sessionTier } from '@architect/contracts/sessions';
import { NativeSelect } from '@mantine/core';
import { useMayAct } from '../../lib/app-context.tsx';
import { useLabelSession } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { tierWords } from './tier-words.ts';

/** How much of the permission policy a session gets. */
export function TierChoice({ session }: { session: Session }) {
  const mayAct = useMayAct() && session.mode === 'terminal';
  const label = useLabelSession();
  const act = useAct();
  const { name, tier } = session;
  if (!mayAct) return <span>{tier ?? 'none'}</span>;
  const isOdd = tier !== null && !sessionTier.safeParse(tier).success;
  return (
    <NativeSelect
      size="xs"
      aria-label="Tier"
      disabled={label.isPending}
      data={isOdd ? [...tierWords, { value: tier, label: `${tier}: always a person` }] : tierWords}
      value={tier ?? ''}
      onChange={(event) => {
        const chosen = sessionTier.safeParse(event.currentTarget.value).data ?? null;
        void act(
          () => label.mutateAsync({ name, labels: { tier: chosen } }),
          `The tier of ${name} is ${chosen ?? 'none'}.`,
        );
      }}
    />
  );
}
