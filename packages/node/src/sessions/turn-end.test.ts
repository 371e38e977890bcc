import { describe, expect, it } from 'vitest';
import { decide } from '../agents/authority.ts';
import { createClaudeAgent } from '../agents/claude/claude-agent.ts';
import { drawnScreen } from '../agents/drawn-screen.ts';
import type { Published } from './session-tracker.ts';
import { judgeShownFailure } from './turn-end.ts';

const rule = '─'.repeat(80);

/** What is published of a session whose conversation ends like this. */
function publishedOf(...talk: string[]): Published {
  const screen = drawnScreen([...talk, '', rule, '> ', rule, '  ? for shortcuts'], {
    cursorX: 2,
    cursorY: 3,
  });
  const reading = createClaudeAgent({ now: () => 0 }).readScreen(screen);
  const decision = decide([{ source: 'screen', ...reading, at: 0 }]);
  const quiet = { since: 0, dialog: null, draft: null, limitedUntil: null };
  return { ...quiet, state: decision.winner?.state ?? 'unknown', decision };
}

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
