import type { FeatureFiles } from '@architect/contracts/files';
import { toTime } from '../../platform/time.ts';
import type { Place } from './find-place.ts';
import { inDirectoryOf, openFile } from './open-beneath.ts';
import { type WalkedFile, walkDirectory } from './walk-directory.ts';

const mostFound = 200;
/** A name that is shorter than this says too little: half of a project would match. */
const shortestName = 3;

type Found = Pick<FeatureFiles, 'files' | 'is_cut'>;

/**
 * Files whose name has the feature's name in it, however it is joined (`user_login.py`, `UserLogin.tsx`), and files that
 * its texts name.
 * @param texts description and specification
 */
export async function findFeatureFiles(
  { root, projectId }: Omit<Place, 'parts'>,
  { name, texts }: { name: string; texts: string },
): Promise<Found> {
  const wanted = plain(name);
  const mentioned = pathsIn(texts);
  const files: Found['files'] = [];
  const walk = walkDirectory({ root });
  for (;;) {
    const step = await walk.next();
    if (step.done) return { files, is_cut: step.value };
    const because = whyOf(step.value, { wanted, mentioned });
    if (!because) continue;
    if (files.length >= mostFound) return { files, is_cut: true };
    const { path, parts } = step.value;
    const stats = await statOf({ root, projectId, parts });
    if (stats) files.push({ path, relative_path: parts.join('/'), ...stats, because });
  }
}

function whyOf(
  { name, parts }: WalkedFile,
  { wanted, mentioned }: { wanted: string; mentioned: ReadonlySet<string> },
): 'name' | 'mentioned' | null {
  if (mentioned.has(parts.join('/')) || mentioned.has(name)) return 'mentioned';
  if (wanted.length >= shortestName && plain(name).includes(wanted)) return 'name';
  return null;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** What looks like a path or a file name in a text: `src/login.ts`, `./login.ts`, `login.ts:12`. */
function pathsIn(text: string): Set<string> {
  const words = text.match(/[\w@./-]+\.\w{1,12}/g) ?? [];
  return new Set(words.map((word) => word.replace(/^\.?\/+/, '')));
}

async function statOf(place: Place): Promise<{ size: number; modified_at: string } | null> {
  return await inDirectoryOf(place, async (directory, name) => {
    const opened = await openFile(directory, name);
    await opened?.file.close();
    return opened && { size: opened.stats.size, modified_at: toTime(opened.stats.mtimeMs) };
  }).catch(
    // Gone since, or not ours to read: then it is not listed.
    () => null,
  );
}
