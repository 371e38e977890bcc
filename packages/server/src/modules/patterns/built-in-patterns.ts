/** What the words after a command's name and flags may be. */
export type Operands = 'none' | 'paths' | 'revisions' | 'text';

/** A command that is harmless with the flags listed here, and with no others. */
export interface SafeCommand {
  /** `read` only looks, `test` runs the project's tests, `check` runs its linters and type checkers. */
  group: 'read' | 'test' | 'check';
  /** The command line begins with these words. */
  words: string[];
  /** Whole flags that stand alone. Flags that write, run something, or load configuration are left out. */
  flags?: RegExp;
  /** Flags that take the next word, and what that word may be. */
  valued?: Record<string, RegExp>;
  operands: Operands;
  /** So many operands at the beginning are plain text, e.g. the expression of `grep`. */
  leadingText?: number;
}

const count = /^[+-]?\d+$/;
const name = /^[\w@-][\w@./-]*$/;
const glob = /^[\w*?.\-/]+$/;
const expression = /^[\w ]+$/;

const reads: Omit<SafeCommand, 'group'>[] = [
  { words: ['pwd'], operands: 'none' },
  { words: ['true'], operands: 'none' },
  { words: ['echo'], flags: /^-n$/, operands: 'text' },
  { words: ['date'], flags: /^-u$/, operands: 'none' },
  { words: ['which'], operands: 'text' },
  { words: ['ls'], flags: /^(-[alhrtSR1FApdi]+|--color(=\w+)?)$/, operands: 'paths' },
  { words: ['cat'], flags: /^-[nbsAET]+$/, operands: 'paths' },
  { words: ['head'], flags: /^-(n|c)?\d+$/, valued: { '-n': count, '-c': count }, operands: 'paths' },
  { words: ['tail'], flags: /^-(n|c)?\d+$/, valued: { '-n': count, '-c': count }, operands: 'paths' },
  { words: ['wc'], flags: /^-[lwcm]+$/, operands: 'paths' },
  { words: ['stat'], operands: 'paths' },
  { words: ['du'], flags: /^-[shac]+$/, valued: { '-d': count }, operands: 'paths' },
  { words: ['tree'], flags: /^-[d]+$/, valued: { '-L': count }, operands: 'paths' },
  { words: ['diff'], flags: /^(-[urqwbB]+|--brief)$/, operands: 'paths' },
  { words: ['sort'], flags: /^-[rnuhf]+$/, valued: { '-k': /^[\d,.nr]+$/ }, operands: 'paths' },
  // The second operand of uniq is a file that it writes.
  { words: ['uniq'], flags: /^-[cdui]+$/, operands: 'none' },
  {
    words: ['cut'],
    flags: /^-([fc][\d,-]+|d.)$/,
    valued: { '-d': /^.$/, '-f': /^[\d,-]+$/ },
    operands: 'paths',
  },
  {
    words: ['grep'],
    flags: /^(-[rniIlLcvwxoEFHhsq]+|-[ABCm]\d+|--(include|exclude|exclude-dir)=[\w*?.-]+|--color(=\w+)?)$/,
    valued: { '-A': count, '-B': count, '-C': count, '-m': count },
    operands: 'paths',
    leadingText: 1,
  },
  {
    words: ['rg'],
    flags: /^(-[nilcvwFSso]+|-[ABCm]\d+|--(files-with-matches|line-number|ignore-case|no-heading|count))$/,
    valued: { '-A': count, '-B': count, '-C': count, '-m': count, '-t': /^\w+$/, '-g': glob },
    operands: 'paths',
    leadingText: 1,
  },
  {
    words: ['find'],
    flags: /^-(not|o|a|or|and|print|empty)$/,
    valued: {
      '-name': glob,
      '-iname': glob,
      '-path': glob,
      '-type': /^[fdl]$/,
      '-size': /^[+-]?\d+[ckMG]?$/,
      '-maxdepth': count,
      '-mindepth': count,
      '-mtime': count,
      '-mmin': count,
    },
    operands: 'paths',
  },
  {
    words: ['git', 'status'],
    flags: /^(-[sbv]+|-u(no|normal|all)|--short|--branch|--porcelain(=v[12])?)$/,
    operands: 'paths',
  },
  {
    words: ['git', 'diff'],
    flags:
      /^(-[pwbz]+|-[UM]\d*|--(stat|shortstat|numstat|name-only|name-status|cached|staged|patch|summary|check|no-color|no-ext-diff|no-textconv|word-diff|ignore-all-space|merge-base)|--color(=\w+)?|--)$/,
    operands: 'revisions',
  },
  {
    words: ['git', 'log'],
    flags:
      /^(-[pwz]+|-n?\d+|--(oneline|stat|shortstat|numstat|name-only|name-status|graph|all|decorate|patch|reverse|merges|no-merges|first-parent|follow|abbrev-commit|no-color|date-order)|--(since|until|after|before|author|grep|date|max-count|color)=[\w .:@+-]+|--(pretty|format)=(?!.*%G)[ -~]+|--)$/,
    valued: { '-n': count },
    operands: 'revisions',
  },
  {
    words: ['git', 'show'],
    flags:
      /^(-[ps]+|--(stat|shortstat|numstat|name-only|name-status|oneline|no-patch|no-color|no-ext-diff|no-textconv)|--(pretty|format)=(?!.*%G)[ -~]+|--)$/,
    operands: 'revisions',
  },
  { words: ['git', 'blame'], flags: /^(-[wse]+|--)$/, valued: { '-L': /^[\d,+-]+$/ }, operands: 'revisions' },
  {
    words: ['git', 'ls-files'],
    flags: /^(-[cdmosz]+|--(cached|deleted|modified|others|stage|exclude-standard))$/,
    operands: 'paths',
  },
  {
    words: ['git', 'rev-parse'],
    flags: /^--(abbrev-ref|short|show-toplevel|is-inside-work-tree|verify|git-dir)$/,
    operands: 'revisions',
  },
  // A word after `git branch`, `git tag` or `git remote` makes something.
  { words: ['git', 'branch'], flags: /^(-[arv]+|--(list|all|show-current|remotes))$/, operands: 'none' },
  { words: ['git', 'tag'], flags: /^(-l|--list)$/, operands: 'none' },
  { words: ['git', 'remote'], flags: /^(-v|--verbose)$/, operands: 'none' },
  { words: ['git', 'stash', 'list'], operands: 'none' },
];

const quiet = /^(-s|--silent|--)$/;
const pytest: Omit<SafeCommand, 'group' | 'words'> = {
  flags:
    /^(-[qvxsl]+|-r[a-zA-Z]+|--(lf|ff|last-failed|failed-first|exitfirst|no-header|collect-only|quiet|verbose)|--tb=\w+|--(maxfail|durations)=\d+)$/,
  valued: { '-k': expression, '-m': expression, '-n': /^(\d+|auto)$/ },
  operands: 'paths',
};

const tests: Omit<SafeCommand, 'group'>[] = [
  ...['npm', 'pnpm', 'yarn'].flatMap((tool) =>
    [['test'], ['run', 'test'], ['run', 'test:unit']].map((words) => ({
      words: [tool, ...words],
      flags: quiet,
      operands: 'paths' as const,
    })),
  ),
  { words: ['npm', 't'], flags: quiet, operands: 'paths' },
  { words: ['pytest'], ...pytest },
  { words: ['python', '-m', 'pytest'], ...pytest },
  { words: ['python3', '-m', 'pytest'], ...pytest },
  {
    words: ['go', 'test'],
    flags: /^-(v|race|short|cover|failfast|(count|parallel)=\d+|timeout=\w+|run=[\w|^$/.*-]+)$/,
    valued: { '-run': /^[\w|^$/.*-]+$/, '-count': count, '-timeout': /^\w+$/ },
    operands: 'paths',
  },
  {
    words: ['cargo', 'test'],
    flags:
      /^(-[qv]+|--(all|workspace|lib|bins|doc|release|all-features|no-fail-fast|offline|locked|quiet|verbose))$/,
    valued: { '-p': name, '--package': name, '--test': name },
    operands: 'paths',
  },
  { words: ['make', 'test'], operands: 'none' },
];

const checks: Omit<SafeCommand, 'group'>[] = [
  ...['npm', 'pnpm', 'yarn'].flatMap((tool) =>
    ['lint', 'typecheck', 'type-check', 'types', 'check'].map((script) => ({
      words: [tool, 'run', script],
      flags: /^(-s|--silent)$/,
      operands: 'none' as const,
    })),
  ),
  { words: ['tsc', '--noEmit'], operands: 'none' },
  { words: ['go', 'vet'], operands: 'paths' },
  {
    words: ['cargo', 'check'],
    flags: /^(-[qv]+|--(all|workspace|all-targets|all-features|offline|locked))$/,
    operands: 'none',
  },
  { words: ['ruff', 'check'], operands: 'paths' },
  { words: ['mypy'], operands: 'paths' },
  { words: ['make', 'lint'], operands: 'none' },
  { words: ['make', 'check'], operands: 'none' },
];

/** Reads and tests that need no person, as data. Everything else does, unless a person made a pattern for it. */
export const safeCommands: readonly SafeCommand[] = [
  ...reads.map((command) => ({ ...command, group: 'read' as const })),
  ...tests.map((command) => ({ ...command, group: 'test' as const })),
  ...checks.map((command) => ({ ...command, group: 'check' as const })),
];
