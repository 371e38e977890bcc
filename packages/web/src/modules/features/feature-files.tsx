import { lazy, Suspense, useState } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { byteWords } from '../../lib/byte-words.ts';
import { useFeatureFiles } from '../../lib/files.ts';
import { plainText } from '../../lib/plain-text.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './feature-files.module.css';

const FileDrawer = lazy(async () => ({ default: (await import('../../parts/file-drawer.tsx')).FileDrawer }));

/** Files that belong to a feature by their names or its text; nothing where there are none. */
export function FeatureFiles({ featureId }: { featureId: number }) {
  const { data } = useFeatureFiles(featureId);
  const mayAct = useMayAct();
  const [open, setOpen] = useState<string | null>(null);
  if (!data || data.files.length === 0) return null;
  return (
    <Panel title="Files" count={data.files.length} flush>
      <ul className={classes.list}>
        {data.files.map(({ relative_path, size, because }) => (
          <li key={relative_path} className={classes.row}>
            {mayAct ? (
              <button type="button" className={classes.link} onClick={() => setOpen(relative_path)}>
                {plainText(relative_path)}
              </button>
            ) : (
              <span>{plainText(relative_path)}</span>
            )}
            <span className={classes.facts}>
              {because === 'name' ? 'by its name' : 'named in the text'} · {byteWords(size)}
            </span>
          </li>
        ))}
      </ul>
      {open === null ? null : (
        <Suspense fallback={null}>
          <FileDrawer
            key={open}
            place={{ projectId: data.project_id, path: open }}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
    </Panel>
  );
}
