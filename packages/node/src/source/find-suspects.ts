import type { SuspectCommit } from '@architect/contracts/assignments';
import type { NodeParams, NodeResult } from '@architect/contracts/node-link';
import { placeInRoot } from './place-in-root.ts';
import { rootOf, type TimedGit, timedGit } from './timed-git.ts';

type Result = NodeResult<'source.suspects'>;
type Commit = Omit<SuspectCommit, 'because' | 'places'>;
interface Place {
  file: string;
  line: number;
}

const budgetMs = 2_000;
const mostFiles = 3;
const commitsOfFile = 3;
const format = ['%H', '%an', '%at', '%s'].join('%x1f');

/** Asks git who last touched the lines of a stack, and who changed their files before it was first seen. */
export async function findSuspects(params: NodeParams<'source.suspects'>): Promise<Result> {
  const root = rootOf(params.root);
  const git = timedGit(root, Date.now() + budgetMs);
  const places = params.frames.flatMap(({ file, line }) => {
    const inside = placeInRoot(root, file);
    return inside === null ? [] : [{ file: inside, line }];
  });
  if (places.length === 0)
    return { commits: [], revision: null, note: 'no file of the stack is below the source path' };
  const revision = await revisionOf(git, params.revision);
  if (revision === null)
    return { commits: [], revision: null, note: git.fault() ?? 'there is no commit yet' };
  const found = createFinds();
  for (const place of places) found.add('line', await blame(git, revision.commit, place), place);
  for (const file of [...new Set(places.map((place) => place.file))].slice(0, mostFiles))
    for (const commit of await changesOf(git, revision.commit, { file, before: params.before }))
      found.add('file', commit, { file, line: null });
  return { commits: found.all(), revision: revision.name, note: git.fault() };
}

/** A release may be a commit, a tag, or a version whose tag begins with `v`. */
async function revisionOf(
  git: TimedGit,
  release: string | null,
): Promise<{ name: string; commit: string } | null> {
  const named =
    release !== null && /^[A-Za-z0-9][\w./-]{0,99}$/.test(release) ? [release, `v${release}`] : [];
  for (const name of [...named, 'HEAD']) {
    const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const commit = await git.run(words, name === 'HEAD');
    if (commit) return { name, commit };
  }
  return null;
}

/** `--no-textconv`: a converter would be a program that the repository names. */
async function blame(git: TimedGit, commit: string, { file, line }: Place): Promise<Commit | null> {
  const words = ['blame', '--no-textconv', '--porcelain', '-L', `${line},${line}`, commit, '--', file];
  const told = await git.run(words);
  if (told === null) return null;
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(told)?.[1] ?? '';
  const at = new Date(Number(field('author-time')) * 1000).toISOString();
  return { commit: told.slice(0, told.indexOf(' ')), author: field('author'), at, subject: field('summary') };
}

async function changesOf(
  git: TimedGit,
  commit: string,
  { file, before }: { file: string; before: string },
): Promise<Commit[]> {
  const words = ['log', `-n${commitsOfFile}`, `--until=${before}`, `--format=${format}`, commit, '--', file];
  const told = (await git.run(words)) ?? '';
  return told.split('\n').flatMap((row) => {
    const [hash, author, seconds, subject] = row.split('\x1f');
    if (!hash || author === undefined || subject === undefined) return [];
    return [{ commit: hash, author, at: new Date(Number(seconds) * 1000).toISOString(), subject }];
  });
}

/** Each commit once, lines before files, in the order in which they were found. */
function createFinds() {
  const finds = new Map<string, SuspectCommit>();
  return {
    add(because: SuspectCommit['because'], commit: Commit | null, place: SuspectCommit['places'][number]) {
      if (!commit) return;
      const known = finds.get(commit.commit);
      if (!known) finds.set(commit.commit, { ...commit, because, places: [place] });
      else if (known.because === because) known.places.push(place);
    },
    all: () => [...finds.values()],
  };
}
