import { beforeEach, describe, expect, it } from 'vitest';
import type { PaneFacts } from './driver.ts';
import { paneFormat, parsePanes } from './pane-format.ts';
import { createPanes, type Panes } from './panes.ts';
import { readTmuxVersion } from './tmux-version.ts';

/** A record as tmux prints it, with these values for some variables. */
function printed(values: Record<string, string>): string {
  return paneFormat.replace(/#\{([^}]+)\}/g, (_, name: string) => values[name] ?? '0');
}

function aPane(values: Record<string, string>): PaneFacts {
  const record = parsePanes([
    Buffer.from(printed({ pane_id: '%1', session_id: '$1', session_name: 'a', ...values })),
  ])[0];
  if (!record) throw new Error('the record does not parse');
  return record.facts;
}

describe('pane format', () => {
  it('reads records whose paths hold line feeds and separators, and leaves out what it cannot read', () => {
    const odd = printed({ pane_id: '%7', session_name: 'x', pane_current_path: '/a\n%end 1 2 1\u001f/b' });
    const broken = printed({ pane_id: '%8', pane_current_path: '/a\u001e\n/b' });
    const fine = printed({ pane_id: '%9', pane_title: '✳ a', pane_dead: '1', session_created: '12' });
    const lines = `${odd}\n${broken}\n${fine}`.split('\n').map((line) => Buffer.from(line));
    const records = parsePanes(lines).map(({ facts }) => facts);
    expect(records.map((facts) => facts.paneId)).toEqual(['%7', '%8', '%9']);
    expect(records[0]?.currentPath).toBe('/a\n%end 1 2 1\u001f/b');
    expect(records[2]).toMatchObject({ title: '✳ a', dead: true, createdAt: 12_000, active: false });
    expect(parsePanes([Buffer.from('nonsense')])).toEqual([]);
  });
});

describe('panes', () => {
  let told: string[];
  let panes: Panes;

  beforeEach(() => {
    told = [];
    panes = createPanes({
      added: ({ paneId }) => told.push(`added ${paneId}`),
      changed: ({ paneId, sessionName }) => told.push(`changed ${paneId} ${sessionName}`),
      removed: ({ paneId }) => told.push(`removed ${paneId}`),
    });
  });

  it('tells of removals before additions, so that a name is free before it is taken', () => {
    panes.replace([aPane({ pane_id: '%1' })]);
    panes.replace([aPane({ pane_id: '%2' })]);
    expect(told).toEqual(['added %1', 'removed %1', 'added %2']);
  });

  it('tells of changes, but not of a moving cursor, which it keeps all the same', () => {
    panes.replace([aPane({})]);
    panes.update(aPane({ cursor_x: '7', history_size: '3' }));
    panes.replace([aPane({ cursor_x: '8' })]);
    expect(told).toEqual(['added %1']);
    expect(panes.get('%1')?.cursorX).toBe(8);
    panes.update(aPane({ session_name: 'b' }));
    panes.update(aPane({ pane_id: '%9' })); // unknown: the list has not told of it yet
    expect(told).toEqual(['added %1', 'changed %1 b']);
  });

  it('keeps a shared window with the session it was known by', () => {
    const inA = aPane({ session_id: '$1' });
    const inB = aPane({ session_id: '$2', session_name: 'b' });
    panes.replace([inB]);
    panes.replace([inA, inB]);
    expect(panes.get('%1')?.sessionId).toBe('$2');
    panes.replace([inA]);
    expect(panes.get('%1')?.sessionId).toBe('$1');
  });
});

describe('tmux version', () => {
  it.each([
    ['tmux 3.2', true, false],
    ['tmux 3.3a', true, false],
    ['tmux 3.7', true, true],
    ['tmux next-3.8', true, true],
    ['tmux 10.0', true, true],
    ['tmux master', true, true],
  ])('%s', (text, isSupported, isNew) => {
    const version = readTmuxVersion(text);
    expect(version.isAtLeast(3, 2)).toBe(isSupported);
    expect(version.isAtLeast(3, 7)).toBe(isNew);
  });

  it('refuses one that is too old, and says which is needed', () => {
    expect(() => readTmuxVersion('tmux 3.1c')).toThrow('tmux 3.1c is too old: 3.2 or newer is needed');
    expect(() => readTmuxVersion('tmux 2.9')).toThrow('too old');
  });
});
