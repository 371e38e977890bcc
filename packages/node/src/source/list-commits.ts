import type { SourceCommit } from '@architect/contracts/autopilot';
import type { NodeParams, NodeResult } from '@architect/contracts/node-link';
import { rootOf, timedGit } from './timed-git.ts';

const budgetMs = 5_000;
const mostCommits = 100;
const mostFiles = 500;
/** One record each: %S is the branch by which git reached the commit, %ct when it was made here. */
const format = `%x1e${['%H', '%an', '%ct', '%S', '%s'].join('%x1f')}`;

/** What was committed in a repository since a time, on any branch, by anybody. @throws NodeLinkError BAD_REQUEST */
export async function listCommits({
  root,
  since,
}: NodeParams<'source.commits'>): Promise<NodeResult<'source.commits'>> {
  const git = timedGit(rootOf(root), Date.now() + budgetMs);
  const told = await git.run([
    ...['log', '--branches', `--since=${since}`, `-n${mostCommits}`, '--name-only'],
    ...['--no-ext-diff', '--no-textconv', '--no-renames', `--format=${format}`],
  ]);
  if (told === null) return { commits: [], note: git.fault() };
  const commits = told.split('\x1e').flatMap(readCommit);
  const isCut = commits.length === mostCommits;
  return { commits, note: isCut ? `only the newest ${mostCommits} commits are told` : null };
}

function readCommit(record: string): SourceCommit[] {
  const [head = '', ...files] = record.split('\n');
  const [commit, author, seconds, branch, subject] = head.split('\x1f');
  if (!commit || author === undefined || branch === undefined || subject === undefined) return [];
  return [
    {
      commit,
      author,
      at: new Date(Number(seconds) * 1000).toISOString(),
      subject,
      branch: branch.replace(/^refs\/heads\//, ''),
      files: files.filter((file) => file !== '').slice(0, mostFiles),
    },
  ];
}
