import { z } from 'zod';
import type { HookEvent, HookReading } from '../agent.ts';

/** `notify` of Codex: one event, at the end of a turn that was not interrupted and did not fail. */
const turnComplete = z.looseObject({
  'input-messages': z.array(z.string()).default([]),
  'last-assistant-message': z.string().nullish(),
});

/**
 * Codex's own hooks (0.150 and newer): the same names as Claude Code's. `Stop` comes for turns of the conversation only, and
 * not after Esc or an API error.
 */
const hookPayload = z.looseObject({
  transcript_path: z.string().nullish(),
  prompt: z.string().optional(),
  tool_name: z.string().optional(),
  tool_input: z.looseObject({ command: z.union([z.string(), z.array(z.string())]).optional() }).optional(),
  last_assistant_message: z.string().nullish(),
});

/** Null for events that say nothing about the state. */
export function readCodexHook(event: HookEvent): HookReading | null {
  if (event.name === 'agent-turn-complete') return readTurnComplete(event);
  const parsed = hookPayload.safeParse(event.payload);
  if (!parsed.success) return null;
  const reading = readEvent(event.name, parsed.data);
  const { transcript_path: transcriptPath } = parsed.data;
  return reading !== null && transcriptPath ? { ...reading, transcriptPath } : reading;
}

function readTurnComplete(event: HookEvent): HookReading | null {
  const parsed = turnComplete.safeParse(event.payload);
  if (!parsed.success) return null;
  const { 'input-messages': inputs, 'last-assistant-message': message } = parsed.data;
  const submitted = inputs.at(-1);
  return {
    ...says('idle', event.name, 'the turn ended'),
    ...(submitted === undefined ? {} : { submittedText: submitted }),
    // 0.169 names the conversation in a turn of its own, beside the first one, and tells of its end in the same way.
    turnEnded: {
      message: message ?? null,
      failed: false,
      error: null,
      backgroundWork: false,
      prompts: inputs,
    },
  };
}

function readEvent(name: string, data: z.infer<typeof hookPayload>): HookReading | null {
  switch (name) {
    case 'SessionStart':
      return says('starting', name, '');
    case 'UserPromptSubmit':
      return {
        ...says('busy', name, 'a prompt was taken'),
        ...(data.prompt === undefined ? {} : { submittedText: data.prompt }),
      };
    case 'PreToolUse':
    case 'PostToolUse':
      return says('busy', name, data.tool_name ?? '');
    case 'PermissionRequest':
      return { ...says('blocked', name, data.tool_name ?? ''), dialogHint: hint(data) };
    case 'Stop':
      return {
        ...says('idle', name, 'the turn ended'),
        turnEnded: {
          message: data.last_assistant_message ?? null,
          failed: false,
          error: null,
          backgroundWork: false,
        },
      };
    default:
      return null;
  }
}

function says(state: HookReading['state'], name: string, detail: string): HookReading {
  return { state, rule: `codex.hook.${name}`, detail };
}

function hint({ tool_name: tool = '', tool_input: input }: z.infer<typeof hookPayload>) {
  const command = input?.command;
  const subject = Array.isArray(command) ? command.join(' ') : (command ?? JSON.stringify(input ?? {}));
  const kind = tool === 'apply_patch' ? 'edit' : command === undefined ? 'other' : 'bash';
  return { tool, kind, subject } as const;
}
