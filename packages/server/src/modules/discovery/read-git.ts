import { readText } from '../files/index.ts';

/** Where a repository comes from and what is checked out, read from its own files (gitrepository-layout(5)). */
export async function readGit(
  root: string,
): Promise<{ repository_url: string | null; branch: string | null }> {
  const config = (await readText(root, ['.git', 'config'])) ?? '';
  const head = (await readText(root, ['.git', 'HEAD'])) ?? '';
  return { repository_url: remoteIn(config), branch: /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? null };
}

/** The address of `origin`, else of the first remote. */
function remoteIn(config: string): string | null {
  const remotes = new Map<string, string>();
  let name: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    if (line.trimStart().startsWith('[')) name = /^\s*\[remote "(.+)"\]/.exec(line)?.[1];
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (name !== undefined && url) remotes.set(name, withoutSecret(url));
  }
  return remotes.get('origin') ?? [...remotes.values()][0] ?? null;
}

/** People keep tokens in the address: `https://user:token@host/…`. */
const withoutSecret = (url: string): string => url.replace(/^(https?:\/\/)[^/]*@/i, '$1');
