import type { Dialog, SessionState } from '@architect/contracts/sessions';
import { type AgentBook, createAgentBook } from './agent-book.ts';
import { classifyCapture } from './classify-capture.ts';
import { loadRecordings, type Recording, type RecordingEntry } from './recording.ts';

export interface ScreenResult {
  file: string;
  tool: string;
  expected: string;
  state: SessionState;
  deliverable: boolean;
  draft: string | null;
  dialog: Dialog | null;
  rule: string;
  matched: boolean;
}

export interface ScreenCheck {
  total: number;
  matched: number;
  mismatches: { file: string; expected: string; got: string; rule: string }[];
  results: ScreenResult[];
}

/**
 * Classifies every capture of a folder in the format of `index.json` and compares it with its label. `book`: the agents
 * that count; without it the built-in ones.
 * @throws when the folder has no readable index, or a file that the index names is missing.
 */
export async function checkScreens(
  dir: string,
  book: AgentBook = createAgentBook({ now: Date.now }),
): Promise<ScreenCheck> {
  const results = (await loadRecordings(dir)).map((recording) => checkRecording(recording, book));
  const mismatches = results
    .filter((result) => !result.matched)
    .map(({ file, expected, state, deliverable, rule }) => ({
      file,
      expected,
      got: deliverable ? `${state}, deliverable` : state,
      rule,
    }));
  return { total: results.length, matched: results.length - mismatches.length, mismatches, results };
}

function checkRecording({ entry, screen }: Recording, book: AgentBook): ScreenResult {
  const { paneTitle: title, currentCommand: command, dead, version } = entry;
  const got = classifyCapture({ screen, title, command, dead, version }, book);
  const allowed = allowedStates(entry);
  return {
    file: entry.file,
    tool: entry.tool,
    expected: allowed.join('|'),
    state: got.state,
    deliverable: got.deliverable,
    draft: got.draft,
    dialog: got.dialog,
    rule: got.rule,
    matched: allowed.includes(got.state) && !(entry.overlay && got.deliverable),
  };
}

const stateOfLabel: Record<string, SessionState> = {
  permission: 'blocked',
  question: 'blocked',
  plan_approval: 'blocked',
  trust: 'blocked',
  onboarding: 'blocked',
  rate_limited: 'limited',
  dead: 'dead',
};

/** States that agree with a label. `asking` is a finer form of idle: the box is empty and takes a prompt. */
function allowedStates(one: RecordingEntry): string[] {
  if (one.retrying) return ['busy', 'limited', 'error'];
  const state = stateOfLabel[one.state] ?? one.state;
  if (state === 'idle') return ['idle', 'asking'];
  if (state === 'shell' || state === 'dead') return [state, ...(isDeadPane(one) ? ['shell', 'dead'] : [])];
  return [state];
}

function isDeadPane(one: RecordingEntry): boolean {
  return one.dead || one.state === 'dead' || /dead/i.test(one.label);
}

/** Table per tool, every mismatch, confusion matrix. */
export function formatScreenCheck(check: ScreenCheck): string {
  const falseIdle = check.results.filter((result) => isFalseIdle(result)).length;
  return [
    toolTable(check.results),
    '',
    ...check.mismatches.map(
      (one) => `MISMATCH ${one.file}: expected ${one.expected}, got ${one.got} (${one.rule})`,
    ),
    ...(check.mismatches.length > 0 ? [''] : []),
    confusionMatrix(check.results),
    '',
    `${check.matched} of ${check.total} matched, ${falseIdle} false idle`,
  ].join('\n');
}

/** Said to be ready for a prompt although the label says otherwise: the worst mistake there is. */
export function isFalseIdle(result: ScreenResult): boolean {
  const isIdle = result.state === 'idle' || result.state === 'asking';
  return isIdle && !result.expected.split('|').includes('idle');
}

function toolTable(results: ScreenResult[]): string {
  const tools = [...new Set(results.map((result) => result.tool))];
  const rows = tools.map((tool) => {
    const own = results.filter((result) => result.tool === tool);
    return [tool, own.length, own.filter((one) => one.matched).length, own.filter(isFalseIdle).length].map(
      String,
    );
  });
  return alignColumns([['tool', 'captures', 'matched', 'false idle'], ...rows]);
}

function confusionMatrix(results: ScreenResult[]): string {
  const expected = [...new Set(results.map((result) => result.expected))].toSorted();
  const got = [...new Set(results.map((result): string => result.state))].toSorted();
  const rows = expected.map((label) => [
    label,
    ...got.map((state) =>
      String(results.filter((one) => one.expected === label && one.state === state).length),
    ),
  ]);
  return alignColumns([['expected \\ got', ...got], ...rows]);
}

function alignColumns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
