import { Button, Checkbox, Drawer, Loader, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLogin } from '../../lib/app-context.tsx';
import { plainText } from '../../lib/plain-text.ts';
import { Nothing } from '../../ui/nothing.tsx';
import { FoundProject } from './found-project.tsx';
import classes from './scan-drawer.module.css';
import { useImport } from './use-import.ts';
import { type ScanResult, useScan } from './use-scan.ts';

/** Looks for projects in the source directories and imports those that are chosen. */
export function ScanDrawer({ onClose }: { onClose(): void }) {
  const scan = useScan();
  const { running, result } = scan;
  return (
    <Drawer opened onClose={onClose} title="Find projects" size="xl">
      <ScanForm isRunning={running !== null} isAgain={result !== null} scan={scan} />
      <div role="status">
        {running ? (
          <p className={classes.progress}>
            <Loader size={14} />
            {running.progress
              ? `${running.progress.directories} directories, ${count(running.progress.found, 'project')}: ${plainText(running.progress.path)}`
              : 'Looking…'}
          </p>
        ) : null}
      </div>
      {result && !running ? <Found result={result} mark={scan.mark} /> : null}
    </Drawer>
  );
}

function ScanForm(props: { isRunning: boolean; isAgain: boolean; scan: ReturnType<typeof useScan> }) {
  const { isRunning, isAgain, scan } = props;
  const isAdmin = useLogin().role === 'admin';
  const [directories, setDirectories] = useState('');
  const [depth, setDepth] = useState('2');
  const paths = directories.split('\n').flatMap((line) => line.trim() || []);
  const wrong = paths.find((path) => !path.startsWith('/'));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === undefined && !isRunning)
          void scan.start({ max_depth: Number(depth), ...(paths.length > 0 && { paths }) });
      }}
    >
      {isAdmin ? (
        <Textarea
          label="Directories"
          description="One a line. Empty: those of the setting CODE_SOURCES."
          placeholder="/srv/code"
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          error={wrong === undefined ? null : `${wrong} is not an absolute path.`}
          value={directories}
          onChange={(event) => setDirectories(event.currentTarget.value)}
        />
      ) : (
        <p className={classes.note}>Looks in the directories that the server is set to (CODE_SOURCES).</p>
      )}
      <div className={classes.line}>
        <NativeSelect
          label="Levels below each"
          value={depth}
          onChange={(event) => setDepth(event.currentTarget.value)}
          data={['1', '2', '3', '4', '5', '6']}
        />
        {isRunning ? (
          <Button variant="default" onClick={() => void scan.cancel()}>
            Cancel
          </Button>
        ) : (
          <Button type="submit" variant={isAgain ? 'default' : 'filled'} data-autofocus>
            {isAgain ? 'Look again' : 'Look for projects'}
          </Button>
        )}
      </div>
    </form>
  );
}

function Found({ result, mark }: { result: ScanResult; mark(path: string, projectId: number): void }) {
  const [text, setText] = useState('');
  const [isNewOnly, setNewOnly] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { states, isBusy, importAll } = useImport(mark);
  const { discovered } = result;
  const shown = discovered.filter(
    ({ name, path, project_id }) =>
      `${name} ${path}`.toLowerCase().includes(text.toLowerCase()) && !(isNewOnly && project_id !== null),
  );
  const wanted = discovered.filter(({ path, project_id }) => project_id === null && chosen.has(path));
  const choosable = shown.filter(({ project_id }) => project_id === null);
  const isAll = choosable.length > 0 && choosable.every(({ path }) => chosen.has(path));
  if (discovered.length === 0) return <NothingFound result={result} />;
  return (
    <>
      <Faults result={result} />
      <div className={classes.filter}>
        <TextInput
          size="xs"
          type="search"
          aria-label="Filter what was found"
          placeholder={`Filter ${count(discovered.length, 'project')}`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Checkbox
          size="xs"
          label="Only new ones"
          checked={isNewOnly}
          onChange={(event) => setNewOnly(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label="Choose all"
          disabled={choosable.length === 0}
          checked={isAll}
          onChange={() => setChosen(new Set(isAll ? [] : choosable.map(({ path }) => path)))}
        />
      </div>
      <ul className={classes.list} aria-label="Projects that were found">
        {shown.map((one) => (
          <FoundProject
            key={one.path}
            project={one}
            state={states.get(one.path)}
            isChosen={chosen.has(one.path)}
            onChoose={() => setChosen((known) => toggled(known, one.path))}
            onUpdate={(isTrial) => void importAll([{ path: one.path, update: true, dry_run: isTrial }])}
          />
        ))}
      </ul>
      <div className={classes.foot}>
        <Button
          disabled={wanted.length === 0}
          loading={isBusy}
          onClick={() => void importAll(wanted.map(({ path }) => ({ path })))}
        >
          {wanted.length === 0 ? 'Import' : `Import ${count(wanted.length, 'project')}`}
        </Button>
      </div>
    </>
  );
}

function NothingFound({ result }: { result: ScanResult }) {
  return (
    <>
      <Faults result={result} />
      <Nothing title={result.message ? 'There is nowhere to look.' : 'No project was found.'}>
        {result.message ??
          'A project has a file such as package.json, pyproject.toml, Cargo.toml or go.mod at its top, or is a git repository.'}
      </Nothing>
    </>
  );
}

function Faults({ result: { faults, is_cut } }: { result: ScanResult }) {
  return (
    <>
      {faults.map(({ path, message }) => (
        <p key={path} className={classes.fault}>
          {plainText(message)}
        </p>
      ))}
      {is_cut ? (
        <p className={classes.note}>Not everything was looked at: it was cancelled, or there is too much.</p>
      ) : null}
    </>
  );
}

function toggled(known: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(known);
  if (!next.delete(path)) next.add(path);
  return next;
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
