import { describe, expect, it } from 'vitest';
import type { ProcessFacts } from './agent.ts';
import { createAgentBook } from './agent-book.ts';
import { drawnScreen } from './drawn-screen.ts';
import { recogniseAgent } from './recognise-agent.ts';

function facts(command: string, ...lines: string[]): ProcessFacts {
  return {
    command,
    commandLines: lines.map((line) => line.split(' ')),
    title: '',
    env: {},
    pid: 1,
    cwd: '/',
  };
}

describe('recogniseAgent', () => {
  it.each<[string, ProcessFacts, string]>([
    ['the claude binary', facts('claude', '/usr/local/bin/claude --resume'), 'claude'],
    [
      'claude run by node',
      facts('node', 'node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js'),
      'claude',
    ],
    ['claude behind env', facts('env', 'env A=1 claude'), 'claude'],
    ['claude behind npx', facts('node', 'npm exec @anthropic-ai/claude-code', 'claude'), 'claude'],
    ['claude in a script', facts('bash', 'bash -c claude; exec bash', 'claude'), 'claude'],
    [
      'codex, a node wrapper and its binary',
      facts('node', 'node /usr/bin/codex -c x', '/usr/lib/@openai/codex/vendor/codex'),
      'codex',
    ],
    [
      'codex with claude as its tool',
      facts('node', 'node /usr/bin/codex', 'bash -c x', 'claude -p hi'),
      'codex',
    ],
    ['claude with codex as its tool', facts('claude', 'claude', 'codex exec hi'), 'claude'],
    ['a shell script', facts('bash', 'bash build.sh', 'make'), 'shell'],
    ['codex alone', facts('codex', 'codex'), 'codex'],
    ['an interactive shell with a stopped claude behind it', facts('bash', 'bash', 'claude'), 'shell'],
    ['a login shell', facts('-zsh', '-zsh'), 'shell'],
    ['fish without /proc', facts('fish'), 'shell'],
    ['PowerShell', facts('pwsh', 'pwsh -NoLogo'), 'shell'],
    ['a pager', facts('less', 'less a.txt'), 'shell'],
    ['another node program', facts('node', 'node server.js --name codex'), 'unknown'],
    ['an editor of a file named like an agent', facts('ed', 'ed claude.md'), 'unknown'],
    ['gemini', facts('node', 'node --max-old-space-size=4096 /usr/bin/gemini'), 'gemini'],
    ['opencode', facts('opencode', '/usr/lib/node_modules/opencode-ai/bin/.opencode'), 'opencode'],
    ['qwen', facts('node', 'node /usr/lib/node_modules/@qwen-code/qwen-code/cli.js'), 'qwen'],
    ['nothing known', facts('', ''), 'unknown'],
  ])('%s', (_name, process, provider) => {
    expect(recogniseAgent(process).provider).toBe(provider);
  });

  it('knows the prompt of node by its greeting, never a box that begins alike', () => {
    const at = (rows: string[], cursorY: number) => {
      const screen = drawnScreen(rows, { cursorX: 2, cursorY, currentCommand: 'node' });
      return recogniseAgent(facts('node'), screen).provider;
    };
    const greeting = 'Welcome to Node.js v24.1.0.';
    expect(at([greeting, 'Type ".help" for more information.', '> '], 2)).toBe('shell');
    expect(at(['$ node app.js', '> '], 1)).toBe('unknown');
    expect(at([greeting, '> ', '? for shortcuts'], 1)).toBe('unknown');
  });

  it('lets the screen decide only for names that many programs share', () => {
    const screen = drawnScreen([], { title: '✳ Claude Code', currentCommand: 'env' });
    expect(recogniseAgent({ ...facts('env'), title: screen.title }, screen).provider).toBe('claude');
    expect(recogniseAgent({ ...facts('weather'), title: screen.title }, screen).provider).toBe('unknown');
    expect(recogniseAgent(facts('node', 'node server.js'), screen).provider).toBe('unknown');
  });

  it('has an adapter for what it launches', () => {
    expect(
      ['claude', 'codex', 'demo', 'ollama', 'gemini', 'comet'].map(
        (name) => createAgentBook({ now: Date.now }).ofProvider(name)?.provider ?? null,
      ),
    ).toEqual(['claude', 'codex', 'demo', 'ollama', 'gemini', null]);
  });

  it.each(['shell', 'unknown'])('never types into %s', (provider) => {
    const agent = recogniseAgent(provider === 'shell' ? facts('bash', 'bash') : facts('ed', 'ed'));
    expect(agent.provider).toBe(provider);
    expect(agent.prepare('ls').ok).toBe(false);
    expect(agent.readScreen(drawnScreen(['$ ', '❯ ', '› ']))).toMatchObject({
      boxShown: false,
      state: provider,
    });
  });
});
