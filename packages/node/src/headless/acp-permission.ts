import type { Dialog, DialogKind, DialogOption } from '@architect/contracts/sessions';
import { z } from 'zod';
import { makeDialog } from '../agents/make-dialog.ts';

const request = z.looseObject({
  options: z.array(z.looseObject({ optionId: z.string(), name: z.string(), kind: z.string() })).min(1),
  toolCall: z.looseObject({
    title: z.string().nullish(),
    kind: z.string().nullish(),
    rawInput: z.record(z.string(), z.unknown()).nullish(),
    locations: z.array(z.looseObject({ path: z.string() })).nullish(),
    content: z
      .array(z.looseObject({ type: z.string(), path: z.string().optional(), oldText: z.string().nullish() }))
      .nullish(),
  }),
});
type Call = z.infer<typeof request>['toolCall'];

const kinds: Record<string, DialogKind> = {
  execute: 'bash',
  edit: 'edit',
  delete: 'edit',
  move: 'edit',
  read: 'read',
  search: 'read',
  fetch: 'web',
  switch_mode: 'plan',
};

const meanings: Record<string, DialogOption['meaning']> = {
  allow_once: 'approve_once',
  allow_always: 'approve_always',
  reject_once: 'deny',
};

/** What Gemini calls a tool of an MCP server; with what it is called is not told. */
const mcpTitle = /^\S+ \(.+ MCP Server\)$/;

/** A `session/request_permission` as a dialog; null when it cannot be read at all. */
export function acpPermission(requestId: string, params: unknown): Dialog | null {
  const parsed = request.safeParse(params);
  if (!parsed.success) return null;
  const { options, toolCall } = parsed.data;
  const title = toolCall.title ?? '';
  const kind = mcpTitle.test(title) ? 'mcp' : kindOf(toolCall);
  const subject = subjectOf(toolCall, kind);
  return makeDialog({
    kind,
    tool: toolCall.kind ?? 'tool',
    subject: subject ?? title,
    question: `Allow ${title || 'this tool'}?`,
    // A title may be shortened: a command is judged only where it is told whole.
    complete: subject !== null,
    options: options.map((option) => ({
      key: option.optionId,
      text: option.name,
      meaning: meanings[option.kind] ?? 'other',
    })),
    head: requestId,
  });
}

function kindOf({ kind, content }: Call): DialogKind {
  const diffs = (content ?? []).filter((part) => part.type === 'diff');
  const isNew = diffs.length > 0 && diffs.every((part) => !part.oldText);
  if (kind === 'edit' && isNew) return 'write';
  return kinds[kind ?? ''] ?? 'other';
}

const inputFields = ['command', 'file_path', 'filepath', 'filePath', 'path', 'url', 'query', 'pattern'];

/** What the call is about, whole; null when only a title tells it. */
function subjectOf(call: Call, kind: DialogKind): string | null {
  const input = call.rawInput ?? {};
  // Any field of it may be the one that matters.
  if (kind === 'mcp') return Object.keys(input).length > 0 ? JSON.stringify(input) : null;
  const named = inputFields.map((name) => input[name]).find((value) => typeof value === 'string');
  if (typeof named === 'string') return named;
  if (kind === 'other') return null;
  if (kind === 'bash') return wholeTitle(call);
  if (kind === 'web') return addressesIn(wholeTitle(call));
  const diff = call.content?.find((part) => part.type === 'diff')?.path;
  return diff ?? call.locations?.[0]?.path ?? wholeTitle(call);
}

/** Gemini tells the model's whole wish and fetches every word of it that is an address. */
function addressesIn(title: string | null): string | null {
  const words = title?.split(/[\s"]+/).filter((word) => word.includes('://')) ?? [];
  const isPlain = words.length > 0 && words.every((word) => /^https?:\/\//.test(word));
  return isPlain ? [...new Set(words)].join(' ') : title;
}

/** Gemini tells a command by its title alone; one that may be cut tells nothing for sure. */
function wholeTitle({ title }: Call): string | null {
  return title && !/(…|\.\.\.)"?$/.test(title) ? title : null;
}
