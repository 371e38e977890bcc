import type { ImportReport } from '@architect/contracts/records';
import { Button, Drawer, FileButton, SegmentedControl, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../lib/app-context.tsx';
import { queryKeys } from '../lib/query-keys.ts';
import type { KindOfRecord } from '../lib/record-kinds.ts';
import { recordWords } from '../lib/record-words.ts';
import { useAct } from '../lib/use-act.tsx';
import classes from './record-import.module.css';

type Format = 'csv' | 'json';

/** Imports a file or pasted text: looked through first, then all of it or nothing. */
export function RecordImport({ kind, onClose }: { kind: KindOfRecord; onClose(): void }) {
  const [text, setText] = useState('');
  const [format, setFormat] = useState<Format>('csv');
  const [report, setReport] = useState<ImportReport | null>(null);
  const run = useImport(kind);
  const { many } = recordWords[kind.kind];
  const change = (next: string, as: Format) => {
    setText(next);
    setFormat(as);
    setReport(null);
  };
  const send = async (isTrial: boolean) => {
    const done = await run({ format, text, dry_run: isTrial });
    if (done) setReport(done);
    if (done && !isTrial && done.faults.length === 0) onClose();
  };
  const isReady = report?.dry_run === true && report.faults.length === 0;
  return (
    <Drawer opened onClose={onClose} title={`Import ${many}`} size="lg">
      <div className={classes.line}>
        <SegmentedControl
          size="xs"
          aria-label="Format"
          value={format}
          onChange={(value) => change(text, value === 'json' ? 'json' : 'csv')}
          data={[
            { value: 'csv', label: 'CSV' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <FileButton
          accept=".csv,.json,text/csv,application/json"
          onChange={(file) => {
            if (file)
              void file.text().then((read) => change(read, file.name.endsWith('.json') ? 'json' : 'csv'));
          }}
        >
          {(button) => (
            <Button variant="default" {...button}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        data-autofocus
        mt="sm"
        label="Rows"
        description={
          format === 'csv'
            ? `The first line names the fields, e.g. ${kind.titleField},status. An export can be imported again.`
            : 'A JSON list of records, as an export has them.'
        }
        autosize
        minRows={8}
        maxRows={18}
        ff="monospace"
        value={text}
        onChange={(event) => change(event.currentTarget.value, format)}
      />
      <Report report={report} many={many} />
      <div className={classes.foot}>
        <Button variant="default" disabled={text.trim() === ''} onClick={() => void send(true)}>
          Check
        </Button>
        <Button disabled={!isReady} onClick={() => void send(false)}>
          {isReady ? `Import ${report.created}` : 'Import'}
        </Button>
      </div>
    </Drawer>
  );
}

function useImport(kind: KindOfRecord) {
  const api = useApi();
  const client = useQueryClient();
  const act = useAct();
  return async (body: {
    format: Format;
    text: string;
    dry_run: boolean;
  }): Promise<ImportReport | undefined> =>
    act(
      async () => {
        const reply: { data: ImportReport } = await api.call(kind.endpoints.import, { body });
        if (!body.dry_run) await client.invalidateQueries({ queryKey: queryKeys.records });
        return reply.data;
      },
      body.dry_run ? null : ({ created }) => `${created} ${recordWords[kind.kind].many} are imported.`,
    );
}

function Report({ report, many }: { report: ImportReport | null; many: string }) {
  if (!report) return null;
  if (report.faults.length === 0)
    return (
      <p className={classes.good} role="status">
        {report.created} {many} would be created. Nothing is written yet.
      </p>
    );
  return (
    <div role="alert">
      <p className={classes.bad}>
        {report.faults.length === 1 ? 'One thing is' : `${report.faults.length} things are`} wrong; nothing is
        imported.
      </p>
      <table className={classes.faults}>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Field</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {report.faults.slice(0, 100).map(({ row, field, message }) => (
            <tr key={`${row}-${field}-${message}`}>
              <td>{row}</td>
              <td>{field || '–'}</td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
