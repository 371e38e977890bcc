import { maxPromptBytes, type SendPromptBody } from '@architect/contracts/prompts';
import { type Provider, provider } from '@architect/contracts/providers';
import { readTerminalLine, type TerminalLine } from '@architect/contracts/terminal-line';
import { z } from 'zod';

const draftShape = z.object({
  content: z.string(),
  aim: z.enum(['any', 'provider', 'session']),
  session: z.string().nullable(),
  provider: provider.nullable(),
  /** `headless`: an agent without a terminal. */
  mode: z.enum(['any', 'terminal', 'headless']).default('any'),
  /** Where a headless agent is started when none is free; empty: none is started. */
  directory: z.string().default(''),
  priority: z.number(),
  timeoutMinutes: z.number(),
  dependsOn: z.array(z.number()),
  /** The text is sent as it stands, although it begins like a line of the session terminal. */
  isPlain: z.boolean().default(false),
  /** The idempotency key: one per text to be sent, so that sending twice queues once. */
  key: z.string(),
});
export type Draft = z.infer<typeof draftShape>;

export function emptyDraft(key: string): Draft {
  return {
    content: '',
    aim: 'any',
    session: null,
    provider: null,
    mode: 'any',
    directory: '',
    priority: 0,
    timeoutMinutes: 30,
    dependsOn: [],
    isPlain: false,
    key,
  };
}

/** A stored draft; an empty one when there is none or an older version wrote it. */
export function readDraft(text: string | undefined, newKey: string): Draft {
  if (!text) return emptyDraft(newKey);
  try {
    return draftShape.parse(JSON.parse(text));
  } catch {
    // Written by another version of this page: nothing worth a message to the user.
    return emptyDraft(newKey);
  }
}

/** What a text that begins with `os:`, `sta:` or `msto:` means; null when it is a plain prompt. */
export function lineOfDraft({ content, isPlain }: Draft): TerminalLine | null {
  return !isPlain && /^\s*(os|sta|msto):/i.test(content) ? readTerminalLine(content) : null;
}

/** Why this cannot be sent yet, in words; null when it can. */
export function draftFault(draft: Draft): string | null {
  if (draft.content.trim() === '') return 'Write something first.';
  if (byteLength(draft.content) > maxPromptBytes) return 'A prompt has at most 1 MB.';
  const line = lineOfDraft(draft);
  if (line) return line.kind === 'fault' ? line.message : null;
  if (draft.aim === 'session' && !draft.session) return 'Choose a session.';
  if (draft.aim === 'provider' && !draft.provider) return 'Choose a kind of agent.';
  return startFault(draft);
}

/** A headless agent is started for a prompt when it is known which one, and where. */
function startFault(draft: Draft): string | null {
  if (!isStarted(draft)) return null;
  if (!draft.directory.trim().startsWith('/')) return 'A directory begins with /.';
  return draft.aim === 'provider' ? null : 'Choose the kind of agent that is started there.';
}

function isStarted({ mode, aim, directory }: Draft): boolean {
  return mode === 'headless' && aim !== 'session' && directory.trim() !== '';
}

export function bodyOfDraft(draft: Draft): SendPromptBody {
  return {
    content: draft.content,
    priority: draft.priority,
    timeout_minutes: draft.timeoutMinutes,
    source: 'web',
    ...(draft.key ? { idempotency_key: draft.key } : {}),
    ...(draft.aim === 'session' && draft.session ? { target_session: draft.session } : {}),
    ...(draft.aim === 'provider' && draft.provider
      ? { target_provider: draft.provider satisfies Provider }
      : {}),
    ...(draft.mode === 'any' || draft.aim === 'session' ? {} : { mode: draft.mode }),
    ...(isStarted(draft) ? { metadata: { working_dir: draft.directory.trim() } } : {}),
    ...(draft.dependsOn.length > 0 ? { depends_on: draft.dependsOn } : {}),
  };
}

/** Bytes in UTF-8, which is what the limit counts. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
