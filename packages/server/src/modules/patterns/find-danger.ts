import type { CommandPart } from './parse-command.ts';

interface Danger {
  name: string;
  /** For people: what it could do. */
  summary: string;
  applies(command: { name: string; words: string[]; isPiped: boolean }): boolean;
}

const any = (words: string[], pattern: RegExp) => words.some((word) => pattern.test(word));
/** A command of this name, whatever its words. */
const named = (pattern: RegExp) => (command: { name: string }) => pattern.test(command.name);
const git = (verb: RegExp, word: RegExp) => (command: { name: string; words: string[] }) =>
  command.name === 'git' && any(command.words, verb) && any(command.words, word);

const interpreter =
  /^((ba|da|z|k|c|tc|fi)?sh|python[\d.]*|node|deno|bun|perl|ruby|php|lua|osascript|pwsh|r?awk|[gm]awk)$/;
const databaseClient =
  /^(psql|mysql|mariadb|sqlite3?|duckdb|mongo(sh)?|redis-cli|sqlcmd|clickhouse(-client)?)$/;
export const destructiveSql =
  /\b(drop|truncate|alter|grant|revoke)\b|\bdelete\b|\bupdate\b.*\bset\b|\bflush(all|db)\b|\.drop\(|\.delete(many|one)?\(/i;

/** What always needs a person, even where a pattern approves: the built-in dangerous set. */
export const dangers: readonly Danger[] = [
  { name: 'delete', summary: 'deletes files', applies: named(/^(rm|rmdir|shred|unlink|srm|truncate)$/) },
  {
    name: 'disks',
    summary: 'writes to disks',
    applies: named(/^(dd|mkfs.*|mkswap|fdisk|parted|wipefs|mount|umount)$/),
  },
  {
    name: 'rights',
    summary: 'changes who may do what',
    applies: named(/^(chmod|chown|chgrp|setfacl|chattr|sudo|su|doas|pkexec|visudo|passwd)$/),
  },
  {
    name: 'processes',
    summary: 'ends processes or the machine',
    applies: named(
      /^(kill|killall|pkill|shutdown|reboot|halt|poweroff|systemctl|service|launchctl|crontab|at|batch)$/,
    ),
  },
  {
    name: 'containers',
    summary: 'runs programs elsewhere or with more rights',
    applies: named(
      /^(docker(-compose)?|podman|nerdctl|kubectl|helm|terraform|tofu|ansible.*|vagrant|ssh|scp|sftp|rsync|nc|ncat|netcat|telnet|socat|tmux|screen)$/,
    ),
  },
  {
    name: 'runs text',
    summary: 'runs text as a program',
    applies: ({ name, words }) =>
      /^(eval|source|\.|exec|trap|alias|command|builtin|xargs|parallel|env|nohup|setsid|timeout|nice|ionice|stdbuf|watch|script|time|busybox|enable|hash)$/.test(
        name,
      ) ||
      (interpreter.test(name) &&
        any(
          words,
          /^(-[a-zA-Z]*[ceprRE]|--(eval|exec|print|command|require|import)(=.*)?|-|.*\bsystem\b.*)$/,
        ) &&
        !isModule(words)),
  },
  {
    name: 'pipe to interpreter',
    summary: 'runs what another command wrote',
    applies: ({ name, isPiped }) => isPiped && interpreter.test(name),
  },
  {
    name: 'find acts',
    summary: 'acts on every file it finds',
    applies: ({ name, words }) =>
      /^(find|fd|fdfind)$/.test(name) && any(words, /^-(exec|ok|delete|fprint|fls|-exec|x|X)/),
  },
  {
    name: 'force push',
    summary: 'overwrites history on the server',
    applies: git(/^push$/, /^(-[a-zA-Z]*[fd][a-zA-Z]*|--f.*|--d.*|--m.*|--prune|\+.*|:.*)$/),
  },
  {
    name: 'hard reset',
    summary: 'throws changes away',
    applies: git(
      /^(reset|checkout|switch|restore)$/,
      /^(--h.*|--f.*|--k.*|--merge|-[a-zA-Z]*f[a-zA-Z]*|--|\.|restore|--discard-changes)$/,
    ),
  },
  {
    name: 'git deletes',
    summary: 'deletes branches, stashes, files or history',
    applies: ({ name, words }) =>
      name === 'git' &&
      (any(words, /^(clean|filter-branch|filter-repo|update-ref|gc|prune|reflog|rm)$/) ||
        (any(words, /^stash$/) && any(words, /^(drop|clear|pop)$/)) ||
        (any(words, /^(branch|tag|worktree|remote)$/) &&
          any(words, /^(-[a-zA-Z]*[dDM][a-zA-Z]*|--d.*|remove|rm|prune)$/))),
  },
  {
    name: 'git runs',
    summary: 'makes git run a program',
    applies: ({ name, words }) =>
      name === 'git' &&
      any(
        words,
        /^(-c.*|--config-env.*|--exec.*|-x.*|--ext-diff|--ou.*|--textconv|--open-files-in-pager.*|-O.*|--upload-pack.*|--receive-pack.*|config|bisect|submodule|difftool|mergetool|hook|filter|daemon|instaweb)$/,
      ),
  },
  {
    name: 'destructive SQL',
    summary: 'changes or deletes data',
    applies: ({ name, words }) =>
      /^(drop|delete|truncate|dropdb|dropuser)$/.test(name) ||
      (databaseClient.test(name) && any(words, destructiveSql)),
  },
  {
    name: 'publish',
    summary: 'gives something to the world',
    applies: ({ name, words }) =>
      /^(npm|pnpm|yarn|cargo|twine|gem|gh)$/.test(name) &&
      any(
        words,
        /^(publish|unpublish|deprecate|release|owner|token|login|adduser|delete|yank|upload|secret|auth)$/,
      ),
  },
];

/** The danger of one command; names count without their directory and in any case, since some file systems do so too. */
export function findDanger({ argv, isPiped }: CommandPart): Danger | null {
  const [path = '', ...words] = argv;
  const name = (path.split('/').at(-1) ?? '').toLowerCase();
  return dangers.find((danger) => danger.applies({ name, words, isPiped })) ?? null;
}

/** `python -m pytest -c …`: what follows the module is the module's own. */
function isModule(words: string[]): boolean {
  return words[0] === '-m' && words[1] === 'pytest';
}
