import type { Dialog } from '@architect/contracts/sessions';
import { z } from 'zod';
import { describeToolCall } from '../agents/claude/tool-call.ts';
import { permissionDialog, questionDialog } from './ask-dialog.ts';

const request = z.looseObject({
  tool_name: z.string(),
  input: z.record(z.string(), z.unknown()),
  title: z.string().optional(),
  description: z.string().optional(),
  decision_reason: z.string().optional(),
});

const asking = z.looseObject({
  questions: z
    .array(
      z.looseObject({
        question: z.string(),
        multiSelect: z.boolean().optional(),
        options: z.array(z.looseObject({ label: z.string() })).default([]),
      }),
    )
    .min(1),
});

/** A `can_use_tool` request as a dialog, with the tool's input; null when it is none. */
export function claudePermission(
  requestId: string,
  body: unknown,
): { dialog: Dialog; input: Record<string, unknown> } | null {
  const parsed = request.safeParse(body);
  if (!parsed.success) return null;
  const { tool_name: tool, input } = parsed.data;
  if (tool === 'AskUserQuestion') return { dialog: askedQuestion(requestId, tool, input), input };
  const { kind, subject } = describeToolCall(tool, input);
  const question = parsed.data.decision_reason ?? parsed.data.title ?? `Claude wants to use ${tool}`;
  return { dialog: permissionDialog({ requestId, kind, tool, subject, question }), input };
}

function askedQuestion(requestId: string, tool: string, input: unknown): Dialog {
  const { questions } = asking.safeParse(input).data ?? { questions: [] };
  const [first] = questions;
  const isSimple = questions.length === 1 && first?.multiSelect !== true;
  const question = questions
    .map(({ question: text, options }) =>
      isSimple || options.length === 0 ? text : `${text} (${options.map(({ label }) => label).join(' / ')})`,
    )
    .join('\n');
  const choices = isSimple && first ? first.options.map(({ label }) => label) : [];
  return questionDialog({ requestId, tool, question, choices, takesText: true });
}
