import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from '../agent-book.ts';
import { readRulesFile } from './read-rules-file.ts';

const { builtIn } = createAgentBook({ now: Date.now });

function faultsOf(text: string) {
  const read = readRulesFile(text, builtIn);
  return read.ok ? [] : read.faults;
}

const acme = (more: string) => `acme:
  processes: [acme]
  box: { prompt: '^> (.*)$' }
${more}`;

describe('readRulesFile', () => {
  it.each([
    ['nothing', '', []],
    ['comments', '# later\n', []],
    ['an agent', acme(''), ['acme']],
    ['an override', 'claude: { screen: [{ name: x, state: busy, match: x }] }', ['claude']],
  ])('takes %s', (_name, text, providers) => {
    const read = readRulesFile(text, builtIn);
    expect(read.ok && read.entries.map((entry) => entry.provider)).toEqual(providers);
  });

  it.each([
    ['no YAML', 'acme:\n  processes: [acme\n', { line: 3 }, /flow/i],
    ['a key twice', 'claude: {}\nclaude: {}\n', { line: 2 }, /unique/i],
    ['a list', '- acme\n', { line: 1, key: '' }, /list of names/],
    ['a reserved name', 'shell:\n  processes: [x]\n', { line: 1, key: 'shell' }, /not shell or unknown/],
    ['a bad name', '\nAcme: {}\n', { line: 2, key: 'Acme' }, /lower-case/],
    ['an unknown key', acme('  lunch: acme\n'), { line: 4, key: 'acme' }, /lunch; allowed here: launch, env/],
    [
      'an unknown key further in',
      acme('  screen:\n    - name: a\n      stat: busy\n      match: x\n'),
      { line: 6, key: 'acme.screen[0]' },
      /stat; allowed here: name, state/,
    ],
    [
      'a word that is none',
      acme('  screen:\n    - { name: a, state: working, match: x }\n'),
      { line: 5, key: 'acme.screen[0].state' },
      /takes one of .*busy, blocked/,
    ],
    ['a missing key', 'acme:\n  processes: [acme]\n', { line: 1, key: 'acme.box' }, /is missing/],
    [
      'a broken pattern',
      acme("  title:\n    - { name: a, state: busy, match: '(' }\n"),
      { line: 5, key: 'acme.title[0].match' },
      /regular expression/,
    ],
    [
      'a pattern without its group',
      "acme:\n  processes: [acme]\n  box:\n    prompt: '^>'\n",
      { line: 4, key: 'acme.box.prompt' },
      /group/,
    ],
    [
      'a range that is none',
      'claude:\n  versions: newest\n  screen: [{ name: a, state: busy, match: x }]\n',
      { line: 2, key: 'claude.versions' },
      /version range/,
    ],
    ['a name of many programs', 'acme:\n  processes: [node]\n  box: {}\n', { line: 2 }, /many programs/],
    ['an override that says nothing', 'claude: {}\n', { line: 1, key: 'claude' }, /no rule/],
    [
      'a place beside a box that is not there',
      'claude: { screen: [{ name: a, state: busy, match: x, where: above-box }] }\n',
      { line: 1, key: 'claude' },
      /box rule/,
    ],
    [
      'launch of a built-in agent',
      'codex:\n  launch: codex\n  screen: [{ name: a, state: busy, match: x }]\n',
      { line: 2, key: 'codex' },
      /launch; allowed here: versions, title/,
    ],
    [
      'a fault in the second part of a list',
      'codex:\n  - { screen: [{ name: a, state: busy, match: x }] }\n  - { screen: [{ name: a, state: busy }] }\n',
      { line: 3, key: 'codex[1].screen[0]' },
      /needs match/,
    ],
  ])('refuses %s and says where and why', (_name, text, place, message) => {
    expect(faultsOf(text)).toContainEqual(
      expect.objectContaining({ ...place, message: expect.stringMatching(message) }),
    );
  });

  it('reports every fault at once', () => {
    expect(faultsOf('claude: { x: 1 }\nacme: { y: 2 }\n').length).toBeGreaterThanOrEqual(2);
  });

  it('takes the shipped example, as it is and with every line in force', () => {
    const path = fileURLToPath(new URL('../../../../../config/agents.yaml', import.meta.url));
    const text = readFileSync(path, 'utf8');
    expect(readRulesFile(text, builtIn)).toEqual({ ok: true, entries: [] });
    const inForce = text.replaceAll(/^#(?!#)/gm, '');
    const read = readRulesFile(inForce, builtIn);
    expect(read.ok ? read.entries.map((entry) => entry.provider) : read.faults).toEqual(['acme', 'claude']);
  });
});
