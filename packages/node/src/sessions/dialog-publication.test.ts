import type { Dialog, SessionState } from '@architect/contracts/sessions';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HookReading, ScreenReading } from '../agents/agent.ts';
import { decide, eventHoldsMs } from '../agents/authority.ts';
import { createClaudeAgent } from '../agents/claude/claude-agent.ts';
import { emptyReading } from '../agents/empty-reading.ts';
import { makeDialog } from '../agents/make-dialog.ts';
import { unreadAfterMs } from './dialog-hint.ts';
import {
  afterHookLookMs,
  DialogPublication,
  dialogConfirmMs,
  unreadableAfterMs,
} from './dialog-publication.ts';
import type { Published } from './published.ts';

const start = 1_000_000;
const yes: Dialog['options'] = [{ key: '1', text: 'Yes', meaning: 'approve_once' }];
const asksFor = (subject: string, options = yes) =>
  makeDialog({ kind: 'bash', tool: 'Bash', subject, question: '', options, complete: true, head: '' });
const npmTest = asksFor('npm test');
const screen = (dialog: Dialog | null, change: Partial<ScreenReading> = {}): ScreenReading => ({
  ...emptyReading,
  ...{ state: 'blocked', rule: 'x.screen', detail: '', dialog },
  ...change,
});
const page = screen(null, { state: 'unknown', overlay: true });

describe('a dialog is published', () => {
  let now: number;
  let dialogs: DialogPublication;
  let published: Published;

  beforeEach(() => {
    now = start;
    const agent = createClaudeAgent({ now: () => now });
    dialogs = new DialogPublication({
      clock: { now: () => now },
      agent: () => agent,
      waitingHooks: () => [],
    });
    const nothing = { dialog: null, draft: null, limitedUntil: null, triedAgainAt: null };
    published = { ...nothing, state: 'busy', since: start, decision: decide([]) };
  });

  /** A look at `afterMs` after the start. @returns the subject of the dialog that people see from then on */
  const look = (afterMs: number, shown: ScreenReading, state: SessionState = 'blocked') => {
    now = start + afterMs;
    dialogs.takeScreen(shown, now);
    return publish(state);
  };
  const publish = (state: SessionState = 'blocked') => {
    const since = published.state === state ? published.since : now;
    published = { ...published, state, since, dialog: dialogs.next(state, published) };
    return published.dialog === null ? null : published.dialog.subject;
  };
  const hook = (afterMs: number, dialogHint?: HookReading['dialogHint']) =>
    dialogs.takeHook(
      { state: 'blocked', rule: 'x', detail: '', ...(dialogHint && { dialogHint }) },
      start + afterMs,
    );
  const ofNpmTest = { tool: 'Bash', kind: 'bash', subject: 'npm test' } as const;

  describe('from the screen', () => {
    it('when two looks agree, and keys count from the first of them', () => {
      expect(look(0, screen(npmTest))).toBeNull();
      expect(dialogs.lookAfterMs(published)).toBe(dialogConfirmMs);
      expect(look(54, screen(npmTest))).toBeNull();
      expect(look(55, screen(npmTest))).toBe('npm test');
      expect(dialogs.lookAfterMs(published)).toBeNull();
      expect(dialogs.seenAt).toBe(start);
    });

    it('anew when it has grown meanwhile', () => {
      look(0, screen(npmTest));
      expect(look(100, screen(asksFor('npm test && rm -rf /')))).toBeNull();
      expect(dialogs.seenAt).toBe(start + 100);
      expect(look(155, screen(asksFor('npm test && rm -rf /')))).toContain('rm -rf');
    });

    it.each(['busy', 'idle', 'unknown'] as const)('never while the agent is %s', (state) => {
      look(0, screen(npmTest));
      expect(look(500, screen(npmTest), state)).toBeNull();
    });

    it('also over a usage limit', () => {
      look(0, screen(npmTest));
      expect(look(500, screen(npmTest), 'limited')).toBe('npm test');
    });
  });

  describe('at the first look, when a hook has told of it', () => {
    it.each([
      [-999, 'npm test'],
      [-1_000, null],
      [999, 'npm test'],
      [1_000, null],
    ])('%i ms from it: %s', (hookMs, expected) => {
      look(0, screen(npmTest));
      hook(hookMs, ofNpmTest);
      expect(publish()).toBe(expected);
    });

    it('but not twice by the same hook', () => {
      hook(0, ofNpmTest);
      expect(look(10, screen(npmTest))).toBe('npm test');
      look(100, screen(null, { state: 'busy' }), 'busy');
      expect(look(200, screen(npmTest))).toBeNull();
    });

    it('and only a young hook asks for a look, where the screen shows none yet', () => {
      now = start + 1_000;
      expect([hook(0, ofNpmTest), hook(1, ofNpmTest)]).toEqual([false, true]);
      dialogs.takeScreen(screen(npmTest), now);
      expect([hook(1, ofNpmTest), hook(1)]).toEqual([false, false]);
    });
  });

  it.each([
    ['the same tool and input', 'mcp__t__list', '{"of":"x"}', true],
    ['a tool that bears its title', 'mcp__t__drop', '{"of":"x"}', false],
    ['an input that goes on', 'mcp__t__list', '{"of":"x","and":"y"}', false],
  ])('as known to the end when a title on the screen is, by a hook, %s', (_what, tool, subject, complete) => {
    const options = [...yes, { key: '3', text: 'No', meaning: 'deny' as const }];
    const shown = { kind: 'mcp', tool: 'mcp__t__list', subject: '{"of":"x"}', question: '' } as const;
    const dialog = makeDialog({ ...shown, options, complete: false, head: '' });
    hook(0, { tool, kind: 'mcp', subject });
    look(10, screen(dialog));
    look(100, screen(dialog));
    expect(published.dialog?.complete).toBe(complete);
  });

  describe('from a hook alone', () => {
    it('when the screen had its time to draw it, and looks go on until then', () => {
      hook(0, ofNpmTest);
      expect(look(unreadAfterMs - 1, page)).toBeNull();
      expect(dialogs.lookAfterMs(published)).toBe(afterHookLookMs);
      expect(afterHookLookMs).toBeGreaterThan(eventHoldsMs);
      expect(look(unreadAfterMs, page)).toBe('npm test');
      expect(dialogs.unread()?.options).toEqual([]);
    });

    it.each<[string, () => unknown]>([
      ['it was answered', () => dialogs.noteAnswered()],
      ['the turn went on', () => hook(0)],
      [
        'a screen shows that nobody is asked',
        () => dialogs.takeScreen(screen(null, { state: 'busy' }), start + 300),
      ],
      ['the screen shows it', () => dialogs.takeScreen(screen(npmTest), start + 10)],
    ])('not when %s', (_what, happens) => {
      hook(0, ofNpmTest);
      happens();
      expect(look(unreadAfterMs, page)).toBeNull();
    });

    it('is none where the screen shows the same, whichever came first', () => {
      look(0, screen(npmTest));
      hook(10, ofNpmTest);
      now = start + 2 * unreadAfterMs;
      expect(dialogs.unread()).toBeNull();
    });

    it('holds behind a page, and nowhere else', () => {
      const told = [{ source: 'hook', state: 'blocked', rule: 'x', detail: '', at: start }] as const;
      hook(0, ofNpmTest);
      dialogs.takeScreen(screen(null, { state: 'unknown' }), start);
      expect(dialogs.hold([...told])).toEqual(told);
      dialogs.takeScreen(page, start);
      expect(dialogs.hold([...told])).toMatchObject([{ holds: true }]);
    });
  });

  describe('as one that nobody can read', () => {
    const noRow = asksFor('', []);

    it('when that lasts', () => {
      look(0, page);
      expect(look(unreadableAfterMs - 1, page)).toBeNull();
      expect(dialogs.lookAfterMs(published)).toBe(afterHookLookMs);
      look(unreadableAfterMs, page);
      expect(published.dialog).toMatchObject({ kind: 'other', options: [], complete: false });
      expect(dialogs.lookAfterMs(published)).toBeNull();
    });

    it('with what the screen shows of it', () => {
      look(0, screen(noRow));
      look(unreadableAfterMs, screen(noRow));
      expect(published.dialog).toEqual(noRow);
    });

    it('counted from the last screen that could be read', () => {
      look(0, screen(npmTest));
      look(5_000, screen(npmTest));
      expect(look(5_000 + unreadableAfterMs - 1, page)).toBeNull();
      expect(published.dialog).toBeNull();
      look(5_000 + unreadableAfterMs, page);
      expect(published.dialog).not.toBeNull();
    });
  });

  it('never before a screen was read, or of the program before', () => {
    hook(0, ofNpmTest);
    now = start + 10_000;
    publish();
    expect(published.dialog).toBeNull();
    look(10_000, page);
    expect(published.dialog?.subject).toBe('npm test');
    dialogs.forget();
    now = start + 20_000;
    expect(publish()).toBeNull();
    expect(look(20_000, page)).not.toBe('npm test');
  });
});
