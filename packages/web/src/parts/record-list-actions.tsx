import { urlOf } from '@architect/contracts/call-endpoint';
import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMayAct } from '../lib/app-context.tsx';
import { queryOfFilter, type RecordFilter } from '../lib/record-filter.ts';
import type { KindOfRecord } from '../lib/record-kinds.ts';
import { openRecordForm } from '../lib/record-wish.ts';
import { recordWords } from '../lib/record-words.ts';

const RecordImport = lazy(async () => ({ default: (await import('./record-import.tsx')).RecordImport }));

/** Create, import and export; exports take what the list shows. */
export function RecordListActions(props: { kind: KindOfRecord; filter: RecordFilter; views?: ReactNode }) {
  const { kind, filter } = props;
  const mayAct = useMayAct();
  const [isImporting, importing] = useDisclosure(false);
  const { one, many } = recordWords[kind.kind];
  const exportAs = (format: 'csv' | 'json') =>
    urlOf(kind.endpoints.export, { query: { ...queryOfFilter(filter, kind), format } });
  return (
    <>
      {props.views}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button variant="default" px={8} aria-label={`Export and import ${many}`}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>What the list shows</Menu.Label>
          {(['csv', 'json'] as const).map((format) => (
            <Menu.Item
              key={format}
              component="a"
              href={exportAs(format)}
              download={`${many.replace(' ', '-')}.${format}`}
              leftSection={<IconDownload size={15} />}
            >
              Export as {format.toUpperCase()}
            </Menu.Item>
          ))}
          {mayAct ? (
            <Menu.Item leftSection={<IconUpload size={15} />} onClick={importing.open}>
              Import…
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {mayAct ? (
        <Button
          leftSection={<IconPlus size={15} aria-hidden="true" />}
          onClick={() =>
            openRecordForm({
              kind: kind.kind,
              projectId: filter.project ? Number(filter.project) : undefined,
            })
          }
        >
          New {one}
        </Button>
      ) : null}
      {isImporting ? (
        <Suspense fallback={null}>
          <RecordImport kind={kind} onClose={importing.close} />
        </Suspense>
      ) : null}
    </>
  );
}
