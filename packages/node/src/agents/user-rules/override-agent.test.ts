import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from '../agent-book.ts';
import { drawnScreen } from '../drawn-screen.ts';
import { loadRecordings } from '../recording.ts';
import { readRulesFile } from './read-rules-file.ts';

const recordings = await loadRecordings(fileURLToPath(new URL('../claude/screens', import.meta.url)));

/** Claude's adapter with these rules before its own. */
function claudeWith(text: string, version: string | null = '2.0.60') {
  const book = createAgentBook({ now: Date.now });
  const read = readRulesFile(text, book.builtIn);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  book.use(read.entries, 'agents.yaml');
  const base = book.ofProvider('claude');
  if (base === null) throw new Error('claude has no adapter');
  return { base, agent: book.forVersion(base, version) };
}

const everythingIsIdle = `claude:
  screen: [{ name: quiet, state: idle, match: '.' }]
`;

describe('rules before those of an adapter', () => {
  it('decide first and carry their own name', () => {
    const { base, agent } = claudeWith(`claude:
  versions: '>=2.0.0 <2.1.0'
  screen: [{ name: brewing, state: busy, match: '^Brewing' }]
`);
    const idle = recordings.find(({ screen }) => base.readScreen(screen).rule === 'claude.screen.empty-box');
    if (!idle) throw new Error('no idle screen');
    const y = idle.screen.lines.findLastIndex((row) => row.startsWith('❯'));
    const brewing = { ...idle.screen, lines: idle.screen.lines.with(y - 3, 'Brewing coffee') };
    expect(base.readScreen(brewing)).toMatchObject({ state: 'idle' });
    expect(agent.readScreen(brewing)).toMatchObject({
      state: 'busy',
      rule: 'override.claude.screen.brewing',
    });
    expect(agent.readScreen(idle.screen)).toEqual(base.readScreen(idle.screen));
    expect(agent.ruleOrigin?.('override.claude.screen.brewing')).toEqual({
      source: 'agents.yaml',
      line: 3,
      versions: '>=2.0.0 <2.1.0',
    });
  });

  it('count for their versions only; the same agent comes back for the same rules', () => {
    const text = "claude: { versions: '>=2.0.0 <2.1.0', screen: [{ name: x, state: busy, match: x }] }";
    for (const version of ['2.1.0', '1.9.9', null]) {
      const { base, agent } = claudeWith(text, version);
      expect(agent).toBe(base);
    }
    const { base, agent } = claudeWith(text, '2.0.76');
    expect(agent).not.toBe(base);
  });

  it('may be a list, one part for each range', () => {
    const text = `claude:
  - versions: '<2.0.0'
    screen: [{ name: old, state: busy, match: x }]
  - versions: '>=2.0.0'
    screen: [{ name: new, state: busy, match: x }]
`;
    const { agent } = claudeWith(text);
    expect(agent.readScreen(drawnScreen(['x'])).rule).toBe('override.claude.screen.new');
    expect(agent.ruleOrigin?.('override.claude.screen.new')?.line).toBe(5);
  });

  it('never make anything but an empty box deliverable, however wide they are', () => {
    const { base, agent } = claudeWith(everythingIsIdle);
    const isFree = (reading: ReturnType<typeof agent.readScreen>) =>
      reading.state === 'idle' && reading.boxShown && reading.draft === null && !reading.overlay;
    let refused = 0;
    for (const { screen } of recordings) {
      const [under, over] = [base.readScreen(screen), agent.readScreen(screen)];
      if (under.boxShown && under.draft === null && under.dialog === null) continue;
      expect(isFree(over)).toBe(false);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('never hide a dialog that the adapter has read', () => {
    const { base, agent } = claudeWith(`${everythingIsIdle}  box: { prompt: '(.*)', cursor: any }\n`);
    const dialogs = recordings.filter(({ screen }) => base.readScreen(screen).dialog !== null);
    expect(dialogs.length).toBeGreaterThan(50);
    for (const { screen } of dialogs) expect(agent.readScreen(screen)).toEqual(base.readScreen(screen));
  });

  it('find a box that the adapter does not know, and what stands in it', () => {
    const { base, agent } = claudeWith(`claude:
  box: { prompt: '^» (.*)$' }
`);
    const screen = drawnScreen(['» hello'], { cursorX: 7, cursorY: 0 });
    expect(base.readScreen(screen)).toMatchObject({ state: 'unknown', boxShown: false });
    expect(agent.readScreen(screen)).toMatchObject({
      boxShown: true,
      draft: 'hello',
      rule: 'override.claude.screen.box-with-draft',
    });
    expect([agent.boxHolds(screen, 'hello'), agent.boxHolds(screen, 'other')]).toEqual([true, false]);
  });

  it('read a dialog that the adapter does not know', () => {
    const { base, agent } = claudeWith(`claude:
  dialogs:
    - { name: upload, kind: other, head: '^Send this file', options: numbered }
`);
    const screen = drawnScreen(['Send this file to the cloud?', ' ❯ 1. Yes', '   2. No']);
    expect(base.readScreen(screen)).toMatchObject({ state: 'blocked', dialog: { complete: false } });
    expect(agent.readScreen(screen)).toMatchObject({
      state: 'blocked',
      rule: 'override.claude.screen.dialog-upload',
      dialog: {
        complete: true,
        question: 'Send this file to the cloud?',
        options: [{ key: '1' }, { key: '2' }],
      },
    });
  });
});
