import { z } from 'zod';
import type { HookEvent, HookReading } from '../agent.ts';
import { withoutPasteMarks } from './paste-marks.ts';
import { describeToolCall } from './tool-call.ts';

/** Fields of Claude Code's hook payloads that we use (2.0.60 to newest); versions leave some of them out. */
const payload = z.looseObject({
  transcript_path: z.string().optional(),
  prompt: z.string().optional(),
  tool_name: z.string().optional(),
  tool_input: z.record(z.string(), z.unknown()).optional(),
  last_assistant_message: z.string().nullish(),
  background_tasks: z.array(z.unknown()).optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  notification_type: z.string().optional(),
  reason: z.string().optional(),
  source: z.string().optional(),
});
type Payload = z.infer<typeof payload>;

/** Null for events that say nothing about the state. */
export function readClaudeHook(event: HookEvent): HookReading | null {
  const parsed = payload.safeParse(event.payload);
  if (!parsed.success) return null;
  const reading = readEvent(event.name, parsed.data);
  if (reading === null) return null;
  const { transcript_path: transcriptPath } = parsed.data;
  return transcriptPath === undefined ? reading : { ...reading, transcriptPath };
}

function readEvent(name: string, data: Payload): HookReading | null {
  switch (name) {
    case 'SessionStart':
      return says('starting', name, data.source ?? '');
    case 'UserPromptSubmit':
      return {
        ...says('busy', name, 'a prompt was taken'),
        ...(data.prompt === undefined ? {} : { submittedText: withoutPasteMarks(data.prompt) }),
        ...(data.prompt?.startsWith('<task-notification>') ? { continuesTurn: true } : {}),
      };
    case 'PreToolUse':
    case 'PostToolUse':
    case 'PostToolUseFailure':
    case 'PostToolBatch':
    case 'SubagentStart':
    case 'SubagentStop':
    case 'PreCompact':
      return says('busy', name, data.tool_name ?? '');
    case 'PermissionRequest':
      return { ...says('blocked', name, data.tool_name ?? ''), dialogHint: hint(data) };
    case 'Stop':
      return { ...says('idle', name, 'the turn ended'), turnEnded: turnEnd(data, false) };
    case 'StopFailure':
      return {
        ...says(data.error === 'rate_limit' ? 'limited' : 'error', name, data.error ?? ''),
        turnEnded: turnEnd(data, true),
      };
    case 'SessionEnd':
      return says('unknown', name, data.reason ?? '');
    default:
      return null;
  }
}

function says(state: HookReading['state'], name: string, detail: string): HookReading {
  return { state, rule: `claude.hook.${name}`, detail };
}

function turnEnd(data: Payload, failed: boolean): NonNullable<HookReading['turnEnded']> {
  const message = data.last_assistant_message ?? null;
  return {
    message: failed ? null : message,
    failed,
    error: failed ? (message ?? data.error ?? 'the turn failed') : null,
    limited: failed && data.error === 'rate_limit',
    backgroundWork: (data.background_tasks ?? []).length > 0,
  };
}

function hint({ tool_name: tool = '', tool_input: input = {} }: Payload): HookReading['dialogHint'] {
  return { tool, ...describeToolCall(tool, input) };
}

/** Tools whose dialog takes more than yes or no: a row of the dialog means something else than `allow`. */
const decidedOnScreen = ['AskUserQuestion', 'ExitPlanMode'];

/**
 * Output of a PermissionRequest hook. The dialog is drawn while the hook waits, whichever answers first wins, and a later
 * answer is ignored (seen in 2.0.60, 2.1.197 and 2.1.330). Without `interrupt` the agent goes on after a refusal, which
 * the dialog's own No does not let it.
 */
export function answerClaudeHook(event: HookEvent, meaning: 'approve_once' | 'deny'): string | null {
  const parsed = payload.safeParse(event.payload);
  if (event.name !== 'PermissionRequest' || !parsed.success) return null;
  if (decidedOnScreen.includes(parsed.data.tool_name ?? '')) return null;
  const decision =
    meaning === 'approve_once'
      ? { behavior: 'allow' }
      : { behavior: 'deny', message: 'Denied in Architect Dashboard.', interrupt: true };
  return JSON.stringify({ hookSpecificOutput: { hookEventName: event.name, decision } });
}
