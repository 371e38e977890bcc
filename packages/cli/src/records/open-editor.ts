import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../exit-codes.ts';

/** A title and a text as people write them in an editor. */
export interface Draft {
  title: string;
  text: string;
}

const marker = '<!-- architect:';

/** A text that was written in an editor, with the file that keeps it until `done`. */
export interface Written extends Draft {
  /** Absolute path. */
  file: string;
  /** Removes the file; without it the text stays there. */
  done(): Promise<void>;
}

/**
 * Opens $VISUAL, $EDITOR or vi on the first line (title) and the lines below it (text).
 * @throws CliError when the editor fails, or nothing was written
 */
export async function openEditor(
  draft: Draft,
  { env, textName }: { env: Record<string, string | undefined>; textName: string },
): Promise<Written> {
  const directory = await mkdtemp(join(tmpdir(), 'architect-edit-'));
  const file = join(directory, 'record.md');
  const hint = `${marker} the first line is the title, the ${textName} follows below it, in Markdown.\nThis line and everything after it is left out. An empty title stops. -->`;
  await writeFile(file, `${draft.title}\n\n${draft.text.trimEnd()}\n\n${hint}\n`, { mode: 0o600 });
  await run(env.VISUAL || env.EDITOR || 'vi', file, env);
  const all = await readFile(file, 'utf8');
  const [title = '', ...lines] = (all.split(`\n${marker}`)[0] ?? '').split('\n');
  const written = { title: title.trim(), text: lines.join('\n').trim() };
  const done = () => rm(directory, { recursive: true, force: true });
  if (written.title !== '') return { ...written, file, done };
  await done();
  throw new CliError('failed', 'Nothing was saved: the title is empty.');
}

/** As git does it: the editor may be a command with words of its own. */
async function run(editor: string, file: string, env: Record<string, string | undefined>): Promise<void> {
  const child = spawn('sh', ['-c', `${editor} "$1"`, editor, file], { stdio: 'inherit', env });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new CliError(
      'failed',
      `The editor "${editor}" ended with ${code}; what was written is in ${file}.`,
    );
}
