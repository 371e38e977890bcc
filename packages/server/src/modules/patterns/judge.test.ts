import type { Pattern } from '@architect/contracts/patterns';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './compile-pattern.ts';
import { type Judged, judge } from './judge.ts';
import type { Rule } from './rule.ts';

let next = 1;
function rule(action: Pattern['action'], regex: string, change: Partial<Omit<Rule, 'matches'>> = {}): Rule {
  const id = next;
  next += 1;
  return {
    id,
    name: `${action} ${regex}`,
    kind: 'bash',
    action,
    scope: {},
    priority: 5,
    ...change,
    matches: compilePattern(regex),
  };
}
function ask(subject: string, patterns: Rule[] = [], change: Partial<Judged> = {}) {
  return judge(
    {
      kind: 'bash',
      tool: '',
      subject,
      complete: true,
      session: { node: 'local', name: 'w1' },
      workingDir: '/srv/project',
      project: null,
      tier: null,
      provider: 'claude',
      ...change,
    },
    patterns,
  );
}
const actionOf = (...asked: Parameters<typeof ask>) => ask(...asked).action;

describe('command lines', () => {
  it('need a person where no pattern decides', () => {
    expect(ask('make deploy')).toEqual({
      action: 'require_approval',
      pattern: null,
      reason: 'no pattern decides about "make deploy"',
    });
  });

  it('are approved by a pattern that fits the whole command, and by its name', () => {
    const patterns = [rule('approve', 'make [a-z]+', { id: 77, name: 'make' })];
    expect(ask('make deploy', patterns)).toMatchObject({
      action: 'approve',
      pattern: { id: 77, name: 'make' },
    });
    expect(actionOf('make deploy now', patterns)).toBe('require_approval');
    expect(actionOf('remake deploy', patterns)).toBe('require_approval');
  });

  it('are judged part by part, and the strictest part wins', () => {
    const patterns = [rule('approve', 'make deploy'), rule('deny', 'make clean')];
    expect(actionOf('git status && make deploy', patterns)).toBe('approve');
    expect(actionOf('git status && make build', patterns)).toBe('require_approval');
    expect(ask('rm x && git status; make clean', patterns)).toMatchObject({
      action: 'deny',
      pattern: { name: 'deny make clean' },
    });
  });

  it('cannot hide a flag from a pattern behind quotes', () => {
    const patterns = [rule('approve', 'tool( [^-\\s]\\S*)*')];
    expect(actionOf('tool "a" b', patterns)).toBe('approve');
    for (const line of ['tool "--x"', "tool '--x y'", "tool ''--x", 'tool a "-x"']) {
      expect([line, actionOf(line, patterns)]).toEqual([line, 'require_approval']);
    }
  });

  it('may be denied without being understood, never approved', () => {
    expect(actionOf('evil $(x)', [rule('deny', 'evil .*')])).toBe('deny');
    expect(actionOf('fine $(x)', [rule('approve', '.*')])).toBe('require_approval');
  });

  it('follow the highest priority; equals follow caution; a deny always wins', () => {
    const approve = (priority: number) => rule('approve', 'make x', { priority });
    const hold = (priority: number) => rule('require_approval', 'make .*', { priority });
    expect(actionOf('make x', [approve(6), hold(5)])).toBe('approve');
    expect(actionOf('make x', [approve(5), hold(5)])).toBe('require_approval');
    expect(actionOf('make x', [approve(5), hold(6)])).toBe('require_approval');
    expect(actionOf('make x', [approve(9), rule('deny', 'make .*', { priority: 0 })])).toBe('deny');
  });

  it('that are safe by themselves are held by a pattern that says so', () => {
    expect(actionOf('git status', [rule('require_approval', 'git .*')])).toBe('require_approval');
    expect(actionOf('git status', [rule('deny', 'git status')])).toBe('deny');
  });
});

describe("what is always a person's", () => {
  it.each(['plan', 'question', 'trust', 'other'] as const)('%s', (kind) => {
    expect(actionOf('git status', [rule('approve', '.*')], { kind })).toBe('require_approval');
  });

  it('a dialog that was not understood completely', () => {
    expect(actionOf('git status', [rule('approve', '.*')], { complete: false })).toBe('require_approval');
  });
});

describe('tiers', () => {
  const patterns = [rule('approve', 'make deploy')];
  it.each([
    ['high-level', ['require_approval', 'require_approval', 'require_approval', 'require_approval']],
    ['emperor', ['require_approval', 'require_approval', 'require_approval', 'require_approval']],
    ['manager', ['approve', 'approve', 'require_approval', 'require_approval']],
    ['worker', ['approve', 'approve', 'approve', 'approve']],
    [null, ['approve', 'approve', 'approve', 'approve']],
  ])('%s', (tier, actions) => {
    const asked = ['git status', 'npm test', 'npm run lint', 'make deploy'];
    expect(asked.map((line) => actionOf(line, patterns, { tier }))).toEqual(actions);
  });
});

describe('scopes', () => {
  it.each([
    [{ session: 'w1' }, true],
    [{ session: 'local:w1' }, true],
    [{ session: 'w2' }, false],
    [{ project: 'project' }, true],
    [{ project: '/srv/project' }, true],
    [{ project: 'srv' }, false],
    [{ tier: 'Worker' }, true],
    [{ tier: 'manager' }, false],
    [{ provider: 'claude' }, true],
    [{ provider: 'codex' }, false],
    [{ provider: 'claude', session: 'w2' }, false],
  ] as const)('%j', (scope, fits) => {
    const patterns = [rule('approve', 'make x', { scope })];
    expect(actionOf('make x', patterns, { tier: 'worker' })).toBe(fits ? 'approve' : 'require_approval');
  });

  it('do not fit what is not known', () => {
    const unknown = { session: null, workingDir: null, provider: null };
    for (const scope of [
      { session: 'w1' },
      { project: 'project' },
      { tier: 'worker' },
      { provider: 'claude' as const },
    ]) {
      expect(actionOf('make x', [rule('approve', 'make x', { scope })], unknown)).toBe('require_approval');
    }
  });

  it('keep to their kind', () => {
    expect(actionOf('make x', [rule('approve', '.*', { kind: 'mcp' })])).toBe('require_approval');
  });
});

describe('files', () => {
  const all = (['read', 'edit', 'write'] as const).map((kind) => rule('approve', '.*', { kind }));
  it.each(['README.md', './src/main.ts', '/srv/project/src/main.ts', 'src/a file.ts'])(
    '%s is read without a pattern, written with one',
    (path) => {
      expect(actionOf(path, [], { kind: 'read' })).toBe('approve');
      for (const kind of ['edit', 'write'] as const) {
        expect(actionOf(path, [], { kind })).toBe('require_approval');
        expect(actionOf(path, all, { kind })).toBe('approve');
        expect(actionOf(path, all, { kind, tier: 'manager' })).toBe('require_approval');
      }
    },
  );

  it.each([
    '/etc/passwd',
    '../x',
    'src/../../x',
    '/srv/project/../x',
    '/srv/projects/x',
    '~/.ssh/id_rsa',
    '.env',
    '/srv/project/.git/hooks/pre-commit',
    '.claude/settings.json',
    'keys/server.pem',
    'src/ma\u0131n.ts',
    'src/long…',
    'a\nb',
    '',
  ])("%j is a person's", (path) => {
    for (const kind of ['read', 'edit', 'write'] as const) {
      expect([kind, actionOf(path, all, { kind })]).toEqual([kind, 'require_approval']);
    }
  });

  it('are all outside where the working directory is the root or unknown', () => {
    for (const workingDir of ['/', '', null]) {
      expect(actionOf('/etc/passwd', all, { kind: 'read', workingDir })).toBe('require_approval');
    }
  });

  it('are matched by their path below the working directory', () => {
    const sources = [
      rule('approve', 'src/[^/]+\\.ts', { kind: 'edit' }),
      rule('deny', '/srv/project/src/a.ts', { kind: 'edit' }),
    ];
    expect(actionOf('/srv/project/src/b.ts', sources, { kind: 'edit' })).toBe('approve');
    expect(actionOf('/srv/project/src/a.ts', sources, { kind: 'edit' })).toBe('deny');
    expect(actionOf('lib/b.ts', sources, { kind: 'edit' })).toBe('require_approval');
  });
});

describe('addresses and tools', () => {
  const docs = [
    rule('approve', 'https://docs\\.example\\.com/.*', { kind: 'web' }),
    rule('approve', 'rounding', { kind: 'web' }),
  ];
  it.each([
    ['https://docs.example.com/a', 'approve'],
    ['rounding', 'approve'],
    ['https://docs.example.com@evil.example/', 'require_approval'],
    ['https://docs.example.com/../../x', 'require_approval'],
    ['https:\\\\docs.example.com/', 'require_approval'],
    ['https://evil.example/https://docs.example.com/', 'require_approval'],
    ['file:///etc/passwd', 'require_approval'],
  ])('%s: %s', (subject, action) => {
    expect(actionOf(subject, docs, { kind: 'web' })).toBe(action);
  });

  it('knows a user name that looks like a host', () => {
    const careless = [rule('approve', 'https://docs\\.example\\.com.*', { kind: 'web' })];
    const asked = { kind: 'web' } as const;
    expect(actionOf('https://docs.example.com/a', careless, asked)).toBe('approve');
    expect(actionOf('https://docs.example.com@evil.example/', careless, asked)).toBe('require_approval');
    expect(actionOf('https://docs.example.com:x@evil.example/', careless, asked)).toBe('require_approval');
  });

  it('names the tool in front of its arguments', () => {
    const tracker = [
      rule('approve', 'mcp__tracker__list .*', { kind: 'mcp' }),
      rule('approve', 'mcp__db__query .*', { kind: 'mcp' }),
    ];
    const mcp = (tool: string, subject: string) => actionOf(subject, tracker, { kind: 'mcp', tool });
    expect(mcp('mcp__tracker__list', '{"open":true}')).toBe('approve');
    expect(mcp('mcp__tracker__remove', '{"open":true}')).toBe('require_approval');
    expect(mcp('mcp__db__query', '{"sql":"DELETE FROM x"}')).toBe('require_approval');
    expect(mcp('mcp__tracker__list', '{"open":…}')).toBe('require_approval');
  });
});

describe('regular expressions', () => {
  it.each(['(', '(?=a)b', '(a)\\1', '((a{100}){100}){100}', 'x'.repeat(501)])('%s is refused', (regex) => {
    expect(() => compilePattern(regex)).toThrow(/pattern_regex/);
  });

  it('take linear time, also the catastrophic ones', () => {
    const before = performance.now();
    expect(compilePattern('(a+)+b')('a'.repeat(4_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
