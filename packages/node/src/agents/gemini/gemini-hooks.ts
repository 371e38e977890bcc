import type { DialogKind } from '@architect/contracts/sessions';
import { z } from 'zod';
import type { HookEvent, HookReading } from '../agent.ts';

/** Fields of Gemini CLI's hook payloads that we use (0.30 to 0.61). */
const payload = z.looseObject({
  prompt: z.string().optional(),
  notification_type: z.string().optional(),
  details: z
    .looseObject({
      type: z.string().optional(),
      command: z.string().optional(),
      fileName: z.string().optional(),
    })
    .optional(),
  reason: z.string().optional(),
  source: z.string().optional(),
});
type Payload = z.infer<typeof payload>;

/** Null for events that say nothing about the state. */
export function readGeminiHook(event: HookEvent): HookReading | null {
  const parsed = payload.safeParse(event.payload);
  return parsed.success ? readEvent(event.name, parsed.data) : null;
}

function readEvent(name: string, data: Payload): HookReading | null {
  switch (name) {
    case 'SessionStart':
      return says('starting', name, data.source ?? '');
    case 'BeforeAgent':
      return {
        ...says('busy', name, 'a prompt was taken'),
        ...(data.prompt === undefined ? {} : { submittedText: data.prompt }),
      };
    case 'Notification':
      return data.notification_type === 'ToolPermission'
        ? { ...says('blocked', name, data.details?.type ?? ''), ...hint(data) }
        : null;
    case 'AfterAgent':
      return { ...says('idle', name, 'the turn is over'), turnEnded: turnEnd(data) };
    case 'SessionEnd':
      return says('unknown', name, data.reason ?? '');
    default:
      return null;
  }
}

/**
 * AfterAgent comes after Esc and API errors as well, and its `prompt_response` is every chunk of the turn joined by blanks:
 * it tells that the turn is over, not how nor with which words.
 */
function turnEnd({ prompt }: Payload): NonNullable<HookReading['turnEnded']> {
  const end = { message: null, failed: false, error: null, backgroundWork: false, comesAfterStop: true };
  return prompt === undefined ? end : { ...end, prompts: [prompt] };
}

const kinds: Record<string, DialogKind> = { exec: 'bash', edit: 'edit', info: 'web', mcp: 'mcp' };

/** The dialog names its tool `Shell`; of an edit the notification tells a file without its directory. */
function hint({ details }: Payload): Pick<HookReading, 'dialogHint'> {
  const { type = '', command, fileName = '' } = details ?? {};
  const kind = kinds[type] ?? 'other';
  const isShell = type === 'exec' && command !== undefined;
  return {
    dialogHint: isShell ? { tool: 'Shell', kind, subject: command } : { tool: type, kind, subject: fileName },
  };
}

function says(state: HookReading['state'], name: string, detail: string): HookReading {
  return { state, rule: `gemini.hook.${name}`, detail };
}
