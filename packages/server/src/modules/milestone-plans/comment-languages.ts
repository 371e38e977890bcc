/** How a family of languages writes comments and strings. */
export interface CommentSyntax {
  /** Begin a comment that ends with the line. */
  line: readonly string[];
  blocks: readonly (readonly [open: string, close: string])[];
  /** Quotes of strings that end with the line at the latest. */
  quotes: string;
  /** Quotes of strings that go over lines, longer ones first. */
  longQuotes: readonly string[];
  /** A slash after an operator begins a regular expression. */
  hasRegexes?: true;
}

const stars = ['/*', '*/'] as const;
const tags = ['<!--', '-->'] as const;
const c: CommentSyntax = { line: ['//'], blocks: [stars], quotes: `"'`, longQuotes: [] };
const families: readonly (readonly [extensions: string, syntax: CommentSyntax])[] = [
  ['c h cc cpp cxx hh hpp hxx cs m mm proto zig glsl jsonc json5 scss less v sv', c],
  ['ts tsx js jsx mjs cjs mts cts', { ...c, longQuotes: ['`'], hasRegexes: true }],
  ['vue svelte astro', { ...c, blocks: [stars, tags], longQuotes: ['`'] }],
  ['go', { ...c, longQuotes: ['`'] }],
  ['java kt kts scala groovy gradle swift dart', { ...c, longQuotes: ['"""'] }],
  // An apostrophe is a lifetime more often than a quote.
  ['rs', { ...c, quotes: '', longQuotes: ['"'] }],
  ['php', { ...c, line: ['//', '#'] }],
  ['css', { line: [], blocks: [stars], quotes: `"'`, longQuotes: [] }],
  ['py pyi pyx', { line: ['#'], blocks: [], quotes: `"'`, longQuotes: ['"""', "'''"] }],
  [
    'rb sh bash zsh fish ksh pl pm r jl yml yaml toml conf cfg properties tf hcl nix ex exs cr nim cmake mk coffee ps1 awk graphql gql',
    { line: ['#'], blocks: [], quotes: `"'`, longQuotes: [] },
  ],
  ['sql', { line: ['--'], blocks: [stars], quotes: `"'`, longQuotes: [] }],
  ['lua', { line: ['--'], blocks: [['--[[', ']]']], quotes: `"'`, longQuotes: [] }],
  ['hs elm purs', { line: ['--'], blocks: [['{-', '-}']], quotes: '"', longQuotes: [] }],
  ['html htm xml xhtml svg md markdown mdx', { line: [], blocks: [tags], quotes: '', longQuotes: [] }],
  ['tex erl hrl', { line: ['%'], blocks: [], quotes: '', longQuotes: [] }],
  ['lisp el clj cljs cljc scm rkt asm ini', { line: [';'], blocks: [], quotes: '"', longQuotes: [] }],
];

const byExtension = new Map(
  families.flatMap(([extensions, syntax]) => extensions.split(' ').map((one) => [one, syntax] as const)),
);
const byName = new Map(
  ['makefile', 'gnumakefile', 'dockerfile', 'containerfile', 'justfile', 'gemfile', 'rakefile', 'vagrantfile']
    .map((name) => [name, byExtension.get('sh')] as const)
    .concat([['jenkinsfile', byExtension.get('java')]]),
);

/** How comments are written in a file; undefined where none are looked for. */
export function commentSyntaxOf(fileName: string): CommentSyntax | undefined {
  const name = fileName.toLowerCase();
  if (/\.min\.\w+$/.test(name)) return undefined;
  return byName.get(name) ?? byExtension.get(name.slice(name.lastIndexOf('.') + 1));
}
