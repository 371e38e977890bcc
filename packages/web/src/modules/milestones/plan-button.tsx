import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconListSearch } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';

const PlanDrawer = lazy(async () => ({ default: (await import('./plan-drawer.tsx')).PlanDrawer }));

export function PlanButton() {
  const [isOpen, drawer] = useDisclosure(false);
  if (!useMayAct()) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconListSearch size={15} aria-hidden="true" />}
        onClick={drawer.open}
      >
        Plan from files
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <PlanDrawer onClose={drawer.close} />
        </Suspense>
      ) : null}
    </>
  );
}
