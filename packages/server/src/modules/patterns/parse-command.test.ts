import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse-command.ts';

function partsOf(line: string) {
  const parsed = parseCommand(line);
  if (!parsed.understood) throw new Error(parsed.why);
  return parsed.commands;
}

describe('a command line is taken apart', () => {
  it.each([
    ['git status', [['git', 'status']]],
    [
      'git status && rm -rf /',
      [
        ['git', 'status'],
        ['rm', '-rf', '/'],
      ],
    ],
    ['a; b || c', [['a'], ['b'], ['c']]],
    ["cat a'b c'd", [['cat', 'ab cd']]],
    ['grep -n "a\\.b \\" \'" src', [['grep', '-n', 'a\\.b " \'', 'src']]],
    ['echo "a && b" \'c; d\'', [['echo', 'a && b', 'c; d']]],
    ['ls src/*.ts', [['ls', 'src/*.ts']]],
    ['git diff HEAD~1 @{u} HEAD^', [['git', 'diff', 'HEAD~1', '@{u}', 'HEAD^']]],
    ["printf ''", [['printf', '']]],
  ])('%s', (line, argvs) => {
    expect(partsOf(line).map(({ argv }) => argv)).toEqual(argvs);
  });

  it('says what is piped, redirected and set', () => {
    expect(partsOf('A=1 ls "x y" 2>&1 | cat > out')).toEqual([
      {
        argv: ['ls', 'x y'],
        env: [{ name: 'A', value: '1' }],
        isPiped: false,
        redirections: [{ op: '>&', fd: 2, target: '1' }],
        text: 'ls x\\ y',
        source: 'A=1 ls "x y" 2>&1',
      },
      {
        argv: ['cat'],
        env: [],
        redirections: [{ op: '>', fd: null, target: 'out' }],
        isPiped: true,
        text: 'cat',
        source: 'cat > out',
      },
    ]);
  });

  it('spells the same words the same way, however they are quoted', () => {
    const spellings = ['echo "--a b" c', "echo '--a b' c", "echo --a' 'b   'c'"].map(
      (line) => partsOf(line)[0]?.text,
    );
    expect(new Set(spellings)).toEqual(new Set(['echo --a\\ b c']));
    expect(partsOf("echo '; rm'")[0]?.text).toBe('echo \\;\\ rm');
  });
});

describe('what is not plain is not understood', () => {
  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['ls $(rm x)', 'substitution'],
    ['ls `rm x`', 'substitution'],
    ['ls "$(rm x)"', 'substitution'],
    ['ls $HOME', 'variable'],
    ['ls "$X"', 'variable'],
    ['cat <(rm x)', 'substitution'],
    ['cat << EOF', 'valid shell|here-'],
    ['cat <<< x', 'here-'],
    ['ls &', 'background'],
    ['ls & rm x', 'background'],
    ['! ls', '!'],
    ['time ls', 'time'],
    ['(ls)', 'groups'],
    ['{ ls; }', 'groups'],
    ['if ls; then rm x; fi', 'control flow'],
    ['for a in b; do rm x; done', 'control flow'],
    ['ls() { rm x; }', 'functions'],
    ['A=1', 'no command'],
    ['export A=1', 'variables'],
    ["$'rm' x", 'command name'],
    ['"ls" x', 'command name'],
    ['l\\s x', 'command name'],
    ['/bin/l? x', 'command name'],
    ['ls a\\ b', 'backslash'],
    ["ls $'a'", 'special'],
    ['ls {a,b}', 'braces'],
    ['ls [ab]', 'pattern'],
    ['ls *', '\\*'],
    ['ls ~', '~'],
    ['ls --x=~', '~'],
    ['ls =rm', '='],
    ['ls # x', 'comment'],
    ['ls\nrm x', 'line breaks'],
    ['ls\trm', 'control'],
    ['ls\u00a0x', 'ASCII'],
    ['lѕ x', 'ASCII'],
    ['ls "x', 'valid shell'],
    ['ls >', 'valid shell'],
    ['ls &&', 'valid shell'],
    [`ls ${'x'.repeat(5_000)}`, 'long'],
  ])('%j', (line, why) => {
    expect(parseCommand(line)).toEqual({ understood: false, why: expect.stringMatching(why) });
  });
});
