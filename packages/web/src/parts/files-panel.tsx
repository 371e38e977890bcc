import type { DirectoryEntry } from '@architect/contracts/files';
import { IconFile, IconFolder, IconLink, IconLock } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { byteWords } from '../lib/byte-words.ts';
import { useFile } from '../lib/files.ts';
import { plainText } from '../lib/plain-text.ts';
import { Ago } from '../ui/ago.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './files-panel.module.css';

const FileDrawer = lazy(async () => ({ default: (await import('./file-drawer.tsx')).FileDrawer }));

/** The files of a project, a directory at a time. */
export function FilesPanel({ projectId }: { projectId: number }) {
  const [directory, setDirectory] = useState('');
  const [file, setFile] = useState<string | null>(null);
  const listed = useFile({ projectId, path: directory });
  const below = (name: string) => (directory === '' ? name : `${directory}/${name}`);
  return (
    <Panel title="Files" flush>
      <Trail directory={directory} onOpen={setDirectory} />
      <Loaded from={listed} rows={5}>
        {(place) =>
          place.type === 'file' ? null : (
            <>
              <ul className={classes.list} aria-label="Files">
                {place.entries.map((entry) => (
                  <Entry
                    key={entry.name}
                    entry={entry}
                    onOpen={() =>
                      entry.type === 'directory'
                        ? setDirectory(below(entry.name))
                        : setFile(below(entry.name))
                    }
                  />
                ))}
              </ul>
              {place.entries.length === 0 ? <p className={classes.note}>This directory is empty.</p> : null}
              {place.is_cut ? <p className={classes.note}>There are more than are listed.</p> : null}
            </>
          )
        }
      </Loaded>
      {file === null ? null : (
        <Suspense fallback={null}>
          <FileDrawer key={file} place={{ projectId, path: file }} onClose={() => setFile(null)} />
        </Suspense>
      )}
    </Panel>
  );
}

/** Where one is, each step to go back to. */
function Trail({ directory, onOpen }: { directory: string; onOpen(path: string): void }) {
  if (directory === '') return null;
  const names = directory.split('/');
  return (
    <nav className={classes.trail} aria-label="Directories">
      <button type="button" onClick={() => onOpen('')}>
        Project
      </button>
      {names.map((name, at) => {
        const path = names.slice(0, at + 1).join('/');
        return (
          <span key={path}>
            <span aria-hidden="true"> / </span>
            {at === names.length - 1 ? (
              <b>{plainText(name)}</b>
            ) : (
              <button type="button" onClick={() => onOpen(path)}>
                {plainText(name)}
              </button>
            )}
          </span>
        );
      })}
    </nav>
  );
}

const icons = { file: IconFile, directory: IconFolder, link: IconLink, other: IconFile } as const;

function Entry({ entry, onOpen }: { entry: DirectoryEntry; onOpen(): void }) {
  const { name, type, size, modified_at, is_refused } = entry;
  const isClosed = is_refused || type === 'other';
  const Icon = is_refused ? IconLock : icons[type];
  return (
    <li>
      <button
        type="button"
        className={classes.entry}
        disabled={isClosed}
        title={is_refused ? 'Belongs to version control, or looks secret' : undefined}
        onClick={onOpen}
      >
        <Icon size={15} aria-hidden="true" />
        <span className={classes.name}>
          {plainText(name)}
          {type === 'directory' ? '/' : ''}
        </span>
        <span className={classes.size}>{size === null ? '' : byteWords(size)}</span>
        <span className={classes.time}>
          <Ago at={modified_at} bare />
        </span>
      </button>
    </li>
  );
}
