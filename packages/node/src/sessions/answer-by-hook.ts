import type { Dialog } from '@architect/contracts/sessions';
import type { HookEvent } from '../agents/agent.ts';
import type { HookInbox } from './hook-inbox.ts';
import type { SessionTracker } from './session-tracker.ts';

/** A hook of the agent's that waits for the decision about one dialog, and the line that decides it. */
export interface HookAnswer {
  event: HookEvent;
  line: string;
}

/**
 * The waiting hook of exactly this dialog, as it was judged; null where keys have to answer: no hook waits, several could
 * be meant, what was judged is not all that the hook tells, or the agent decides this kind on the screen only.
 */
export function findHookAnswer(
  tracker: Pick<SessionTracker, 'agent' | 'published'>,
  inbox: HookInbox | null,
  dialog: Dialog,
  meaning: Dialog['options'][number]['meaning'],
): HookAnswer | null {
  if (meaning !== 'approve_once' && meaning !== 'deny') return null;
  const judged = tracker.published.dialog;
  const subject = judged?.fingerprint === dialog.fingerprint ? judged.subject : dialog.subject;
  const [event, ...others] = hooksOf(tracker, inbox, { tool: dialog.tool, subject });
  if (event === undefined || others.length > 0) return null;
  const line = tracker.agent.answerHook?.(event, meaning) ?? null;
  return line === null ? null : { event, line };
}

/** Waiting hooks that ask about this tool and subject. */
export function hooksOf(
  tracker: Pick<SessionTracker, 'agent'>,
  inbox: HookInbox | null,
  about: { tool: string; subject: string },
): HookEvent[] {
  return (inbox?.waiting() ?? []).filter((event) => {
    const hint = tracker.agent.readHook?.(event)?.dialogHint;
    return hint !== undefined && hint.tool === about.tool && isSameSubject(hint.subject, about.subject);
  });
}

/** Where the screen broke its lines does not count; what it cut off does. */
function isSameSubject(a: string, b: string): boolean {
  return a.replace(/\s+/g, '') === b.replace(/\s+/g, '');
}
