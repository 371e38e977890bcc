import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFolderSearch } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';

const ScanDrawer = lazy(async () => ({ default: (await import('./scan-drawer.tsx')).ScanDrawer }));

export function ScanButton() {
  const [isOpen, drawer] = useDisclosure(false);
  if (!useMayAct()) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFolderSearch size={15} aria-hidden="true" />}
        onClick={drawer.open}
      >
        Find projects
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <ScanDrawer onClose={drawer.close} />
        </Suspense>
      ) : null}
    </>
  );
}
