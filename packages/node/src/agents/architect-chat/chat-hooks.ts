import { z } from 'zod';
import type { HookEvent, HookReading } from '../agent.ts';

/** Events the built-in worker drops, named as Claude Code names them. */
const payload = z.looseObject({
  prompt: z.string().optional(),
  tool_name: z.string().optional(),
  tool_input: z.looseObject({ command: z.string().optional() }).optional(),
  last_assistant_message: z.string().nullish(),
  error: z.string().optional(),
});

export function readChatHook(event: HookEvent): HookReading | null {
  const parsed = payload.safeParse(event.payload);
  if (!parsed.success) return null;
  const {
    prompt,
    tool_name: tool = '',
    tool_input: input,
    last_assistant_message: message = null,
    error,
  } = parsed.data;
  switch (event.name) {
    case 'UserPromptSubmit':
      return {
        ...says('busy', event.name, 'a prompt was taken'),
        ...(prompt === undefined ? {} : { submittedText: prompt }),
      };
    case 'PermissionRequest':
      return {
        ...says('blocked', event.name, tool),
        dialogHint: { tool, kind: 'bash', subject: input?.command ?? '' },
      };
    case 'Stop':
      return {
        ...says('idle', event.name, 'the turn ended'),
        turnEnded: { message, failed: false, error: null, backgroundWork: false },
      };
    case 'StopFailure': {
      const why = error ?? 'the turn failed';
      return {
        ...says('error', event.name, why),
        turnEnded: { message: null, failed: true, error: why, backgroundWork: false },
      };
    }
    default:
      return null;
  }
}

function says(state: HookReading['state'], name: string, detail: string): HookReading {
  return { state, rule: `architect.hook.${name}`, detail };
}
