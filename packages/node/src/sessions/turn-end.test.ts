import { describe, expect, it } from 'vitest';
import { decide } from '../agents/authority.ts';
import { createClaudeAgent } from '../agents/claude/claude-agent.ts';
import { drawnScreen } from '../agents/drawn-screen.ts';
import type { Screen } from '../agents/screen.ts';
import type { Attempt } from './delivery-context.ts';
import type { Published } from './published.ts';
import { judgeQuiet, judgeShownFailure } from './turn-end.ts';

const rule = '─'.repeat(80);

/** What is shown and published of a session whose conversation ends like this. */
function shownOf(...talk: string[]): { screen: Screen; published: Published } {
  const screen = drawnScreen([...talk, '', rule, '> ', rule, '  ? for shortcuts'], {
    cursorX: 2,
    cursorY: 3,
  });
  const reading = createClaudeAgent({ now: () => 0 }).readScreen(screen);
  const decision = decide([{ source: 'screen', ...reading, at: 0 }]);
  const quiet = { since: 0, dialog: null, draft: null, limitedUntil: null, triedAgainAt: null };
  return { screen, published: { ...quiet, state: decision.winner?.state ?? 'unknown', decision } };
}

const publishedOf = (...talk: string[]) => shownOf(...talk).published;

describe('a turn whose end says nothing of a failure', () => {
  it('has failed when the screen shows an error', () => {
    const shown = publishedOf('> fix it', '  ⎿ API Error: 401 authentication_error · Please run /login');
    expect(judgeShownFailure(shown)).toMatchObject({ outcome: 'failed', code: 'AGENT_ERROR' });
  });

  it('has met the usage limit when the screen shows one', () => {
    const shown = publishedOf('> fix it', "  ⎿ You've hit your session limit · resets 3am");
    expect(judgeShownFailure(shown)).toMatchObject({ outcome: 'failed', code: 'USAGE_LIMIT' });
  });

  it('has not failed when the screen shows an answer', () => {
    expect(judgeShownFailure(publishedOf('> fix it', '', '● Fixed.'))).toBeNull();
  });
});

describe('a quiet turn without an answer on the screen', () => {
  /** The parts of an attempt that are read, of an agent without transcript and hooks. */
  const attemptOf = (...talk: string[]) => {
    const { screen, published } = shownOf(...talk);
    const agent = createClaudeAgent({ now: () => 0 });
    const withoutRecord = { ...agent, transcript: undefined };
    const tracker = { published, screen, agent: withoutRecord, screenReading: null, deniedAt: 0 };
    return { tracker, spec: { text: 'fix it' }, intentAt: 0, inbox: null } as unknown as Attempt;
  };
  const seen = { sawWork: true, startedAt: 1, shownFailure: null };

  it('may still draw its answer', async () => {
    expect(await judgeQuiet(attemptOf('> fix it'), { ...seen, quietForMs: 300 })).toBeNull();
    expect(
      await judgeQuiet(attemptOf('> fix it', '', '● Fixed.'), { ...seen, quietForMs: 300 }),
    ).toMatchObject({ outcome: 'completed', response: 'Fixed.' });
  });

  it('was interrupted although the end of work in the background is told below', async () => {
    const told = ['● Background command "sleep 9" completed (exit code 0)', '', '● The task has finished.'];
    const attempt = attemptOf(
      '> fix it',
      '',
      '● Bash(sleep 9)',
      '  ⎿  Interrupted · What next?',
      '',
      ...told,
    );
    expect(await judgeQuiet(attempt, { ...seen, quietForMs: 300 })).toMatchObject({ code: 'INTERRUPTED' });
  });

  it('was not interrupted when the transcript has it as over: what was, is the turn of background work', async () => {
    const attempt = attemptOf('> fix it', '', '● Fixed.', '', '  ⎿  Interrupted · What next?');
    const over = { prompt: 'fix it', answer: 'Fixed.', ended: true, worked: true, at: 1 };
    Object.assign(attempt.tracker, {
      screenReading: { interrupted: true },
      agent: { ...attempt.tracker.agent, transcript: async () => [over] },
    });
    expect(await judgeQuiet(attempt, { ...seen, quietForMs: 300 })).toMatchObject({
      outcome: 'completed',
      response: 'Fixed.',
    });
  });

  it('was interrupted when the box holds a part of its long prompt again', async () => {
    const attempt = attemptOf('> something before');
    const line = 'and then look at the next file of the folder';
    attempt.spec.text = `Begin.\n${`${line}\n`.repeat(40)}`;
    attempt.tracker.published.draft = `${line}\n`.repeat(10);
    expect(await judgeQuiet(attempt, { ...seen, quietForMs: 300 })).toMatchObject({ code: 'INTERRUPTED' });
    attempt.tracker.published.draft = line;
    expect(await judgeQuiet(attempt, { ...seen, quietForMs: 300 })).toBeNull();
  });

  it('ends without one when none comes', async () => {
    expect(await judgeQuiet(attemptOf('> fix it'), { ...seen, quietForMs: 1_000 })).toMatchObject({
      outcome: 'completed',
      response: null,
    });
  });
});
