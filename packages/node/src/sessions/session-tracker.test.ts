import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HookEvent } from '../agents/agent.ts';
import { emptyReading } from '../agents/empty-reading.ts';
import type { Clock } from '../clock.ts';
import type { PaneFacts } from '../tmux/driver.ts';
import { dialogConfirmMs } from './dialog-publication.ts';
import { aPane } from './fixture-pane.ts';
import { confirmMs, SessionTracker } from './session-tracker.ts';

const screens = join(import.meta.dirname, '../agents/claude/screens');

/** A clock that stands until `pass` is called. */
class ManualClock implements Clock {
  time = 1_000_000;
  private due: { at: number; run: () => void }[] = [];
  now = () => this.time;
  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.time + delayMs, run };
    this.due.push(timer);
    return () => {
      this.due = this.due.filter((other) => other !== timer);
    };
  }
  pass(ms: number): void {
    this.time += ms;
    for (const timer of this.due.filter((other) => other.at <= this.time)) {
      this.due = this.due.filter((other) => other !== timer);
      timer.run();
    }
  }
}

describe('a session tracker', () => {
  let clock: ManualClock;
  let looks: string[];
  let tracker: SessionTracker;
  let changes: string[];
  let waiting: HookEvent[];

  const show = (file: string, changesOfPane: Partial<PaneFacts> = {}) =>
    tracker.takeScreen({
      facts: aPane(changesOfPane),
      rows: readFileSync(join(screens, file), 'utf8').split('\n'),
      at: clock.now(),
    });
  const idle = () => show('013-idle-fresh-120x40.ansi');
  const dialog = () => show('023-permission-bash-120x40.ansi', { cursorX: 1, cursorY: 22 });
  const busy = () => show('086-busy-running-tool-120x40.ansi', { title: '⠂ Invoice totals' });

  beforeEach(() => {
    clock = new ManualClock();
    looks = [];
    changes = [];
    const fail = (error: unknown) => {
      throw error;
    };
    waiting = [];
    tracker = new SessionTracker(aPane(), {
      clock,
      onError: fail,
      look: (paneId) => looks.push(paneId),
      waitingHooks: () => waiting,
    });
    tracker.events.on('changed', () => changes.push(tracker.published.state));
  });

  it('is not deliverable before anything was read', () => {
    expect(tracker.published.state).toBe('starting');
    expect(tracker.obstacle()).toContain('starting');
  });

  it('believes in idle only after a second look', () => {
    idle();
    expect(tracker.published.state).not.toBe('idle');
    clock.pass(confirmMs);
    expect(looks).toEqual(['%1']);
    idle();
    expect(tracker.published.state).toBe('idle');
    expect(tracker.obstacle()).toBeNull();
  });

  it('forgets the first look when a dialog follows it', () => {
    idle();
    clock.pass(60);
    dialog();
    expect(tracker.published.state).toBe('blocked');
    idle();
    expect(tracker.published.state).toBe('blocked');
    clock.pass(confirmMs);
    idle();
    expect(tracker.published.state).toBe('idle');
    expect(changes).toEqual(['blocked', 'idle']);
  });

  it('is blocked at the first look at a dialog, and shows it when two looks agree', () => {
    dialog();
    expect(tracker.published).toMatchObject({ state: 'blocked', dialog: null });
    expect(tracker.obstacle()).toContain('blocked');
    clock.pass(dialogConfirmMs);
    expect(looks).toEqual(['%1']);
    dialog();
    expect(tracker.published.dialog?.kind).toBe('bash');
  });

  const asks = (command: string, at = clock.now()) =>
    tracker.takeHook({
      name: 'PermissionRequest',
      payload: { tool_name: 'Bash', tool_input: { command } },
      at,
    });

  describe('a dialog of which only a hook tells', () => {
    const page = () => show('286-transcript-view-120x40.ansi');
    const event = (): HookEvent => ({
      id: 'a',
      name: 'PermissionRequest',
      payload: { tool_name: 'Bash', tool_input: { command: 'npm test' } },
      at: clock.now(),
    });
    /** The hook tells, and the screen goes on showing the same for longer than a dialog needs to be drawn. */
    const askBehind = (screen: () => void, looksWith = screen) => {
      screen();
      tracker.takeHook(event());
      for (let looksMade = 0; looksMade < 4; looksMade += 1) {
        clock.pass(350);
        looksWith();
      }
    };

    it('is opened with what the hook knows while a page hides it, and is answered by its hook alone', () => {
      waiting = [event()];
      askBehind(page);
      expect(tracker.published.state).toBe('blocked');
      expect(tracker.published.dialog).toMatchObject({
        kind: 'bash',
        tool: 'Bash',
        subject: 'npm test',
        complete: true,
      });
      expect(tracker.published.dialog?.options.map(({ meaning }) => meaning)).toEqual([
        'approve_once',
        'deny',
      ]);
      tracker.noteHookAnswered();
      page();
      clock.pass(confirmMs);
      page();
      expect(tracker.published.dialog).toBeNull();
    });

    it('is known from the page itself in newer versions, and from its hook in full', () => {
      const footer = 'dialog waiting · Showing detailed transcript · ctrl+o to toggle';
      const hidden = () =>
        tracker.takeScreen({
          facts: aPane(),
          rows: ['❯ do it', '─'.repeat(120), `  ${footer}`],
          at: clock.now(),
        });
      for (let looksMade = 0; looksMade < 10; looksMade += 1) {
        hidden();
        clock.pass(350);
      }
      expect(tracker.published).toMatchObject({
        state: 'blocked',
        dialog: { subject: '', options: [], complete: false },
      });
      waiting = [event()];
      askBehind(hidden);
      expect(tracker.published.dialog).toMatchObject({ subject: 'npm test', complete: true });
    });

    it('is a person’s at the terminal when no hook waits', () => {
      askBehind(page);
      expect(tracker.published.dialog).toMatchObject({ subject: 'npm test', complete: false, options: [] });
    });

    it('gives way to the dialog on the screen', () => {
      waiting = [event()];
      askBehind(page);
      dialog();
      clock.pass(dialogConfirmMs);
      dialog();
      expect(tracker.published.dialog?.options).toHaveLength(3);
    });

    it('is none where the screen shows that nobody is asked, also behind a page that is opened later', () => {
      askBehind(busy);
      expect(tracker.published).toMatchObject({ state: 'busy', dialog: null });
      askBehind(busy, busy);
      page();
      clock.pass(350);
      page();
      expect(tracker.published.dialog).toBeNull();
    });
  });

  it('tells people of a decision that nobody can read', () => {
    const waits = () => show('286-transcript-view-120x40.ansi', { title: '✋ Action required' });
    tracker.agent = {
      ...tracker.agent,
      readTitle: () => ({ state: 'blocked', rule: 'x.title.asks', detail: '' }),
    };
    waits();
    expect(tracker.published).toMatchObject({ state: 'blocked', dialog: null });
    for (let looksMade = 0; looksMade < 10; looksMade += 1) {
      clock.pass(350);
      waits();
    }
    expect(tracker.published.dialog).toMatchObject({ options: [], complete: false });
    expect(looks.length).toBeGreaterThan(8);
    looks.length = 0;
    clock.pass(5_000);
    expect(looks).toEqual([]);
  });

  it('gives the screen time after a dialog that could be read, however long that stood there', () => {
    const withTitle = (name: string) => show(name, { title: '✋ Action required' });
    tracker.agent = {
      ...tracker.agent,
      readTitle: () => ({ state: 'blocked', rule: 'x.title.asks', detail: '' }),
    };
    for (let looksMade = 0; looksMade < 10; looksMade += 1) {
      dialog();
      clock.pass(500);
    }
    expect(tracker.published.dialog?.options).toHaveLength(3);
    withTitle('286-transcript-view-120x40.ansi');
    clock.pass(dialogConfirmMs);
    withTitle('286-transcript-view-120x40.ansi');
    expect(tracker.published).toMatchObject({ state: 'blocked', dialog: null });
  });

  it('says nothing of dialogs before a screen was read', () => {
    asks('npm test');
    clock.pass(1_100);
    tracker.takeFacts(aPane({ title: 'x' }));
    expect(tracker.published.dialog).toBeNull();
  });

  it('shows a dialog at the first look when a hook has told of it', () => {
    asks('npm test');
    expect(looks).toEqual(['%1']);
    dialog();
    expect(tracker.published.dialog?.subject).toBe('npm test');
  });

  it('shows a dialog as soon as the hook comes that tells of it', () => {
    dialog();
    expect(tracker.published.dialog).toBeNull();
    clock.pass(30);
    asks('npm test');
    expect(tracker.published.dialog?.subject).toBe('npm test');
  });

  it.each([
    ['another command', () => asks('npm test && rm -rf /', 0)],
    ['a command that goes on', () => asks('npm')],
    ['a dialog of long ago', () => asks('npm test', clock.now() - 2_000)],
  ])('waits for the second look when the hook told of %s', (_what, tell) => {
    tell();
    dialog();
    expect(tracker.published.dialog).toBeNull();
  });

  it('waits for the second look at a dialog whose hook told of the one before', () => {
    asks('npm test');
    dialog();
    clock.pass(100);
    busy();
    clock.pass(100);
    dialog();
    expect(tracker.published).toMatchObject({ state: 'blocked', dialog: null });
  });

  it('takes busy at once', () => {
    idle();
    clock.pass(confirmMs);
    idle();
    busy();
    expect(tracker.published.state).toBe('busy');
    expect(tracker.obstacle()).toContain('busy');
  });

  it('tells a draft from an empty box', () => {
    idle();
    clock.pass(confirmMs);
    idle();
    expect(tracker.published.draft).toBeNull();
    show('232-idle-draft-background-shell-120x40.ansi', { cursorX: 3, cursorY: 36 });
    expect(tracker.published.draft).not.toBeNull();
    expect(tracker.obstacle()).toContain('draft');
  });

  it.each([
    ['limited', null, 15 * 60_000],
    ['limited', 7_200_000, null],
    ['error', null, 30_000],
  ] as const)('tells when %s until %s is tried again, where the agent does not', (state, untilMs, restMs) => {
    const start = clock.now();
    const limitedUntil = untilMs === null ? null : new Date(start + untilMs);
    const reading = { ...emptyReading, state, rule: 'x.trouble', detail: '', boxShown: true, limitedUntil };
    tracker.agent = { ...tracker.agent, readScreen: () => reading };
    for (const passMs of [0, confirmMs, 1_000]) {
      clock.pass(passMs);
      idle();
    }
    expect(tracker.published).toMatchObject({ state, limitedUntil });
    expect(tracker.published.triedAgainAt).toBe(restMs && start + restMs);
    tracker.agent = { ...tracker.agent, readScreen: () => ({ ...reading, state: 'busy' }) };
    busy();
    expect(tracker.published).toMatchObject({ state: 'busy', triedAgainAt: null });
  });

  it('is a shell as soon as the process says so, whatever stands on the screen', () => {
    idle();
    clock.pass(confirmMs);
    idle();
    tracker.takeFacts(aPane({ currentCommand: 'bash' }));
    expect(tracker.published.state).toBe('shell');
    expect(tracker.obstacle()).toContain('shell');
  });

  it('refuses copy mode, a dead pane, input off and an open prompt', () => {
    idle();
    clock.pass(confirmMs);
    idle();
    tracker.takeFacts(aPane({ inMode: true }));
    expect(tracker.obstacle()).toContain('copy mode');
    tracker.takeFacts(aPane({ inputOff: true }));
    expect(tracker.obstacle()).toContain('switched off');
    tracker.takeFacts(aPane());
    tracker.openAttempt = { attemptId: '7-1-x', promptId: 7 };
    expect(tracker.obstacle()).toContain('prompt 7');
    tracker.takeFacts(aPane({ dead: true }));
    expect(tracker.obstacle()).toContain('dead');
    expect(tracker.published.state).toBe('dead');
  });
});
