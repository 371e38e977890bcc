import type { Dialog } from '@architect/contracts/sessions';
import { z } from 'zod';
import { approveKey, permissionDialog, questionDialog } from './ask-dialog.ts';
import type { Answer } from './protocol.ts';

interface Approval {
  requestId: string;
  method: string;
  params: Record<string, unknown>;
  /** The item the request is about, as told before. */
  item: Record<string, unknown> | undefined;
}

const question = z.looseObject({
  id: z.string(),
  question: z.string(),
  options: z.array(z.looseObject({ label: z.string() })).nullish(),
});
const changes = z.array(z.looseObject({ path: z.string(), kind: z.unknown() }));

/** Codex asks about tools of MCP servers in the form in which a server itself would ask for input (0.169). */
export const elicitation = 'mcpServer/elicitation/request';
const toolCall = z.looseObject({
  serverName: z.string(),
  message: z.string(),
  _meta: z.looseObject({
    codex_approval_kind: z.literal('mcp_tool_call'),
    tool_name: z.string(),
    tool_params: z.unknown(),
  }),
});

/** A request of `codex app-server` as a dialog; null when it is none that a person decides. */
export function codexApproval(request: Approval): Dialog | null {
  const { requestId, method, params } = request;
  const reason = typeof params.reason === 'string' ? params.reason : '';
  if (method === 'item/commandExecution/requestApproval') {
    const subject = unwrapShell(textOf(params.command) || textOf(request.item?.command));
    return permissionDialog({
      requestId,
      kind: 'bash',
      tool: 'shell',
      subject,
      question: reason || 'Would you like to run the following command?',
      complete: subject !== '',
    });
  }
  if (method === 'item/fileChange/requestApproval') return fileChange(request, reason);
  if (method === 'item/tool/requestUserInput') return userInput(request);
  if (method === elicitation) return mcpTool(request);
  if (!/approval/i.test(method)) return null;
  const subject = JSON.stringify(params);
  return permissionDialog({
    requestId,
    kind: 'other',
    tool: method,
    subject,
    question: reason,
    complete: false,
  });
}

function fileChange({ requestId, item }: Approval, reason: string): Dialog {
  const files = changes.safeParse(item?.changes).data ?? [];
  const isNew = files.length > 0 && files.every(({ kind }) => JSON.stringify(kind).includes('add'));
  return permissionDialog({
    requestId,
    kind: isNew ? 'write' : 'edit',
    tool: 'apply_patch',
    subject: files.map(({ path }) => path).join('\n'),
    question: reason || 'Would you like to make the following edits?',
    complete: files.length > 0,
  });
}

/** Null for what a server asks for itself: there is no way to fill in its form. */
function mcpTool({ requestId, params }: Approval): Dialog | null {
  const asked = toolCall.safeParse(params).data;
  if (!asked) return null;
  const { serverName, message, _meta: call } = asked;
  return permissionDialog({
    requestId,
    kind: 'mcp',
    tool: `mcp__${serverName}__${call.tool_name}`,
    subject: JSON.stringify(call.tool_params ?? {}),
    question: message,
  });
}

function userInput({ requestId, params }: Approval): Dialog {
  const asked = z.array(question).safeParse(params.questions).data ?? [];
  const [first] = asked;
  const isSimple = asked.length === 1;
  return questionDialog({
    requestId,
    tool: 'request_user_input',
    question: asked.map((one) => one.question).join('\n'),
    choices: isSimple ? (first?.options ?? []).map(({ label }) => label) : [],
    takesText: true,
  });
}

/** What Codex expects as the result of its request. */
export function codexDecision(method: string, params: Record<string, unknown>, answer: Answer): object {
  const isApproved = answer.optionKey === approveKey;
  if (method === elicitation)
    return { action: isApproved ? 'accept' : 'decline', content: null, _meta: null };
  if (method !== 'item/tool/requestUserInput') return { decision: isApproved ? 'accept' : 'cancel' };
  const asked = z.array(question).safeParse(params.questions).data ?? [];
  const answers = asked.map((one): [string, { answers: string[] }] => {
    const chosen = answer.text ?? one.options?.[Number(answer.optionKey) - 1]?.label;
    return [one.id, { answers: chosen === undefined ? [] : [chosen] }];
  });
  return { answers: Object.fromEntries(answers) };
}

/**
 * Codex tells the whole call of the shell, `/bin/bash -lc 'npm test'`; a decision is about what is in it. Anything that is
 * not plainly one quoted word stays as it is.
 */
export function unwrapShell(command: string): string {
  const inner = /^(?:\/\S+\/)?(?:ba|z|da)?sh -l?c (.+)$/s.exec(command)?.[1];
  if (inner === undefined) return command;
  const single = /^'((?:[^']|'\\'')*)'$/s.exec(inner)?.[1];
  if (single !== undefined) return single.replaceAll("'\\''", "'");
  const double = /^"([^"\\$`!]*)"$/s.exec(inner)?.[1];
  if (double !== undefined) return double;
  return /^[\w./:=@%+,-]+$/.test(inner) ? inner : command;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
