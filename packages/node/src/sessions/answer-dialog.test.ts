import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HookEvent } from '../agents/agent.ts';
import { createClaudeAgent } from '../agents/claude/claude-agent.ts';
import { parseScreen } from '../agents/parse-screen.ts';
import type { ScreenCapture } from '../tmux/driver.ts';
import { answerDialog } from './answer-dialog.ts';
import { LeapingClock } from './fixture-delivery.ts';
import { aPane } from './fixture-pane.ts';
import type { HookInbox } from './hook-inbox.ts';
import { createKeyDelays, type KeyDelays } from './key-delays.ts';
import { SessionTracker } from './session-tracker.ts';

const recorded = (file: string) =>
  readFileSync(join(import.meta.dirname, '../agents/claude/screens', file), 'utf8').split('\n');
const idleRows = recorded('013-idle-fresh-120x40.ansi');
const dialogRows = recorded('023-permission-bash-120x40.ansi');
const pointer = '\u001b[38;5;153m❯\u001b[39m';

/** Claude Code at its permission dialogs, one after another; keys act when it reads them, not when they are typed. */
class DialogProgram {
  /** Commands it asks for, the first one now. */
  readonly asks: string[];
  readonly decided: string[] = [];
  /** Keys that ended up in the input box. */
  typed = '';
  dropsKeysForMs = 0;
  /** Reads nothing until then, epoch ms. */
  hangsUntil = 0;
  isPointerStuck = false;
  private row = 0;
  private openedAt: number;
  private unread: { key: string; at: number }[] = [];
  private readonly clock: LeapingClock;

  constructor(clock: LeapingClock, asks: string[]) {
    this.clock = clock;
    this.asks = asks;
    this.openedAt = clock.now();
  }

  press(keys: string[]): void {
    this.unread.push(...keys.map((key) => ({ key, at: this.clock.now() })));
  }

  capture(): ScreenCapture {
    if (this.clock.now() >= this.hangsUntil)
      for (const { key, at } of this.unread.splice(0)) this.read(key, at);
    return { facts: aPane({ cursorX: 1, cursorY: 22 }), rows: this.rows(), at: this.clock.now() };
  }

  private read(key: string, at: number): void {
    const [command] = this.asks;
    if (command === undefined) {
      if (key.length === 1) this.typed += key;
    } else if (at - this.openedAt < this.dropsKeysForMs) return;
    else if (key === 'Down' || key === 'Up') {
      if (!this.isPointerStuck) this.row += key === 'Down' ? 1 : -1;
    } else {
      this.decided.push(`${command}: ${key}`);
      this.asks.shift();
      this.openedAt = this.clock.now();
      this.row = 0;
    }
  }

  private rows(): string[] {
    const [command] = this.asks;
    if (command === undefined) return idleRows;
    const first = dialogRows.findIndex((line) => line.includes(pointer));
    return dialogRows.map((line, y) => {
      if (/^\S*\s+npm test/.test(line)) return line.replace('npm test', command);
      if (y < first || y > first + 2) return line;
      const bare = line.replace(pointer, ' ');
      return y === first + this.row ? bare.replace(/^(\S*) {2}/, `$1 ${pointer}`) : bare;
    });
  }
}

describe('answering a dialog', () => {
  let clock: LeapingClock;
  let program: DialogProgram;
  let pressed: string[];
  let told: string[];
  let inbox: HookInbox | null;
  let keyDelays: KeyDelays;

  beforeEach(() => {
    told = [];
    inbox = null;
    keyDelays = createKeyDelays();
    clock = new LeapingClock();
    program = new DialogProgram(clock, ['npm test']);
    pressed = [];
  });

  const answer = (option_key: string) => {
    const options = {
      clock,
      keyDelays,
      look: () => undefined,
      onError: (error: unknown) => expect.fail(String(error)),
    };
    const tracker = new SessionTracker(aPane({ cursorX: 1, cursorY: 22 }), options);
    const driver = {
      capture: async () => program.capture(),
      press: async (_pane: string, keys: string[]) => {
        pressed.push(...keys);
        program.press(keys);
        return 'done' as const;
      },
    };
    const capture = program.capture();
    const reading = createClaudeAgent(clock).readScreen(parseScreen(capture.rows, capture.facts));
    const fingerprint = reading.dialog?.fingerprint ?? 'no dialog';
    const request = { session: 'worker', fingerprint, option_key };
    const fleet = { byName: () => tracker, inbox: () => inbox };
    return answerDialog({ clock, driver, fleet }, request);
  };

  /** An inbox in which hooks wait for decisions about these commands; `heeds` says whether the agent goes by the answer. */
  const hooksWaiting = (commands: string[], heeds = true): HookInbox => {
    const events = commands.map((command, index) => ({
      name: 'PermissionRequest',
      payload: { tool_name: 'Bash', tool_input: { command } },
      at: clock.now(),
      id: String(index),
    }));
    const take = (event: HookEvent, line: string): boolean => {
      const { decision } = JSON.parse(line).hookSpecificOutput;
      told.push(`${event.id}: ${decision.behavior}`);
      if (heeds) program.asks.shift();
      return true;
    };
    return {
      since: () => [],
      count: () => 0,
      waiting: () => events,
      answer: take,
      release: () => undefined,
      sweep: () => undefined,
      close: () => undefined,
    };
  };

  /** A dialog behind the transcript, told by a hook alone, and its answer. */
  const answerBehind = async (option_key: string) => {
    const rows = recorded('286-transcript-view-120x40.ansi');
    const tracker = new SessionTracker(aPane(), {
      clock,
      look: () => undefined,
      onError: (error: unknown) => expect.fail(String(error)),
      waitingHooks: () => inbox?.waiting() ?? [],
    });
    const capture = () => ({ facts: aPane(), rows, at: clock.now() });
    tracker.takeScreen(capture());
    tracker.takeHook({
      name: 'PermissionRequest',
      payload: { tool_name: 'Bash', tool_input: { command: 'npm test' } },
      at: clock.now(),
    });
    clock.time += 2_000;
    tracker.takeScreen(capture());
    const driver = {
      capture: async () => capture(),
      press: async (_pane: string, keys: string[]) => {
        pressed.push(...keys);
        return 'done' as const;
      },
    };
    const request = {
      session: 'worker',
      fingerprint: tracker.published.dialog?.fingerprint ?? '',
      option_key,
    };
    return answerDialog({ clock, driver, fleet: { byName: () => tracker, inbox: () => inbox } }, request);
  };

  it.each([
    ['approve', 'allow'],
    ['deny', 'deny'],
  ])('behind a page is given to the hook that waits: %s', async (key, behaviour) => {
    inbox = hooksWaiting(['npm test']);
    expect((await answerBehind(key)).evidence).toMatch(
      /^hook PermissionRequest answered .* never on the screen/,
    );
    expect([told, pressed]).toEqual([[`0: ${behaviour}`], []]);
  });

  it('behind a page gets no keys where the hook waits no more', async () => {
    inbox = { ...hooksWaiting(['npm test']), answer: () => false };
    await expect(answerBehind('approve')).rejects.toThrow(/answer it at the terminal/);
    inbox = null;
    await expect(answerBehind('approve')).rejects.toThrow();
    expect(pressed).toEqual([]);
  });

  it('waits until keys count, and presses once', async () => {
    program.dropsKeysForMs = 150;
    expect(await answer('1')).toEqual({ evidence: "pressed 1 ('Yes'), the dialog is gone" });
    expect(program.decided).toEqual(['npm test: 1']);
    expect(pressed).toEqual(['1']);
  });

  it('presses again when an arrow shows that the first key was dropped', async () => {
    program.dropsKeysForMs = 500;
    const { evidence } = await answer('3');
    expect(evidence).toContain('the first press was ignored');
    expect(program.decided).toEqual(['npm test: 3']);
    expect(pressed).toEqual(['3', 'Down', '3']);
  });

  it('learns from a dropped key to wait longer', async () => {
    const delayMs = () => keyDelays.of(createClaudeAgent(clock), null);
    const before = delayMs();
    await answer('1');
    expect(delayMs()).toBe(before);
    program = new DialogProgram(clock, ['npm test']);
    program.dropsKeysForMs = 500;
    await answer('3');
    expect(delayMs()).toBeGreaterThan(before);
  });

  it('presses nothing again into an agent that hangs: its answer is still on the way', async () => {
    program = new DialogProgram(clock, ['npm test', 'rm -rf build']);
    program.hangsUntil = clock.now() + 1_700;
    await answer('1');
    expect(program.decided).toEqual(['npm test: 1']);
    expect(program.asks).toEqual(['rm -rf build']);
    expect(pressed).toEqual(['1', 'Down']);
  });

  it('gives up without a second answer when nothing proves that the first was dropped', async () => {
    program.hangsUntil = Number.POSITIVE_INFINITY;
    await expect(answer('1')).rejects.toMatchObject({ code: 'FAILED' });
    expect(pressed).toEqual(['1', 'Down']);
    program = new DialogProgram(clock, ['npm test']);
    program.dropsKeysForMs = 500;
    program.isPointerStuck = true;
    pressed = [];
    await expect(answer('1')).rejects.toMatchObject({ code: 'FAILED' });
    expect(pressed).toEqual(['1', 'Down']);
  });

  it('refuses a dialog that is gone, and one that another has replaced meanwhile', async () => {
    const answering = answer('1');
    program.asks[0] = 'rm -rf build';
    await expect(answering).rejects.toMatchObject({ code: 'DIALOG_CHANGED' });
    const late = answer('1');
    program.asks.length = 0;
    await expect(late).rejects.toMatchObject({ code: 'DIALOG_CHANGED' });
    expect(pressed).toEqual([]);
    expect(program.typed).toBe('');
  });

  it('answers the one hook that waits for this dialog, and presses nothing', async () => {
    inbox = hooksWaiting(['npm run build', 'npm test']);
    expect(await answer('1')).toEqual({
      evidence: "hook PermissionRequest answered ('Yes'), the dialog is gone",
    });
    expect(told).toEqual(['1: allow']);
    inbox = hooksWaiting(['npm test']);
    program = new DialogProgram(clock, ['npm test']);
    await answer('3');
    expect(told).toEqual(['1: allow', '0: deny']);
    expect(pressed).toEqual([]);
  });

  it.each([
    ['another command', ['npm test --all'], '1'],
    ['two that may be meant', ['npm test', 'npm test'], '1'],
    ['a row that allows more than this once', ['npm test'], '2'],
  ])('takes keys for %s', async (_what, commands, key) => {
    inbox = hooksWaiting(commands);
    await answer(key);
    expect(told).toEqual([]);
    expect(pressed).toEqual([key]);
  });

  it('falls back to keys when the agent does not go by the hook', async () => {
    inbox = hooksWaiting(['npm test'], false);
    expect(await answer('1')).toEqual({ evidence: "pressed 1 ('Yes'), the dialog is gone" });
    expect(pressed).toEqual(['1']);
  });

  it('answers no hook for a dialog that was replaced meanwhile', async () => {
    inbox = hooksWaiting(['npm test', 'rm -rf build']);
    const answering = answer('1');
    program.asks[0] = 'rm -rf build';
    await expect(answering).rejects.toMatchObject({ code: 'DIALOG_CHANGED' });
    expect(told).toEqual([]);
  });
});
