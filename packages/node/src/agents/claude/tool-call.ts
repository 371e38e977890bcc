import type { DialogKind } from '@architect/contracts/sessions';

const kinds: Record<string, DialogKind> = {
  Bash: 'bash',
  PowerShell: 'bash',
  Edit: 'edit',
  MultiEdit: 'edit',
  NotebookEdit: 'edit',
  Write: 'write',
  Read: 'read',
  Glob: 'read',
  Grep: 'read',
  LS: 'read',
  WebFetch: 'web',
  WebSearch: 'web',
  ExitPlanMode: 'plan',
  AskUserQuestion: 'question',
};

/** Fields that name what a call is about, the most telling first. */
const subjectFields = ['command', 'file_path', 'notebook_path', 'url', 'query', 'path', 'pattern', 'plan'];

/** Kind and subject of a tool call of Claude Code, from its name and its input. */
export function describeToolCall(
  tool: string,
  input: Record<string, unknown>,
): { kind: DialogKind; subject: string } {
  // Any field of an MCP tool's input may be the one that matters.
  if (tool.startsWith('mcp__')) return { kind: 'mcp', subject: JSON.stringify(input) };
  const kind = kinds[tool] ?? 'other';
  const named = subjectFields.map((name) => input[name]).find((value) => typeof value === 'string');
  return { kind, subject: typeof named === 'string' ? named : JSON.stringify(input) };
}
