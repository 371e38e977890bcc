import type { PatternKind, PatternScope, Verdict } from '@architect/contracts/patterns';
import { patternKind } from '@architect/contracts/patterns';
import type { SessionProvider } from '@architect/contracts/providers';
import type { DialogKind } from '@architect/contracts/sessions';
import { judgeCommand } from './judge-command.ts';
import { judgePath, judgeTool, judgeWeb } from './judge-subject.ts';
import { type Case, needsPerson, type Rule } from './rule.ts';

/** A dialog as far as a decision depends on it. */
export interface Judged {
  kind: DialogKind;
  tool: string;
  subject: string;
  /** False when something on the screen was not understood. */
  complete: boolean;
  session: { node: string; name: string } | null;
  /** Absolute; null when it is not known. */
  workingDir: string | null;
  /** Null: the name of the working directory counts. */
  project: string | null;
  tier: string | null;
  provider: SessionProvider | null;
}

/**
 * What the policy says: the strictest of all parts of what is asked. Pure: patterns and facts in, verdict out. What no
 * pattern decides, and whatever is not understood to the end, needs a person.
 */
export function judge(judged: Judged, patterns: readonly Rule[]): Verdict {
  const permission = permissionOf(judged);
  if ('because' in permission) return needsPerson(permission.because);
  const { kind, reach } = permission;
  const rules = patterns.filter((rule) => rule.kind === kind && fits(rule.scope, judged));
  const { subject, tool, workingDir } = judged;
  return judges[kind]({ subject, tool, workingDir, kind, rules, reach });
}

/** What a policy may answer at all, or why this dialog is a person's whatever the patterns say. */
export function permissionOf(
  judged: Judged,
): { kind: PatternKind; reach: Case['reach'] } | { because: string } {
  const kind = patternKind.safeParse(judged.kind).data;
  if (!kind) return { because: `a dialog of the kind "${judged.kind}" is always a person's` };
  if (!judged.complete) return { because: 'the dialog was not understood completely' };
  const reach = reachOf(judged.tier);
  if (reach === 'nothing')
    return { because: `sessions of the tier "${judged.tier}" are answered by a person` };
  return { kind, reach };
}

const judges: Record<PatternKind, (asked: Case) => Verdict> = {
  bash: judgeCommand,
  edit: judgePath,
  write: judgePath,
  read: judgePath,
  web: judgeWeb,
  mcp: judgeTool,
};

/** High-level sessions, and tiers that nobody knows, get nothing; managers reads and tests; workers the whole set. */
function reachOf(tier: string | null): Case['reach'] | 'nothing' {
  const word = tier?.trim().toLowerCase().replace(/s$/, '') ?? 'worker';
  return word === 'worker' ? 'all' : word === 'manager' ? 'routine' : 'nothing';
}

function fits(scope: PatternScope, { session, project, workingDir, tier, provider }: Judged): boolean {
  if (scope.session !== undefined) {
    if (!session || ![session.name, `${session.node}:${session.name}`].includes(scope.session)) return false;
  }
  if (scope.project !== undefined && !isProject(scope.project, project, workingDir)) return false;
  if (scope.tier !== undefined && scope.tier.toLowerCase() !== tier?.toLowerCase()) return false;
  return scope.provider === undefined || scope.provider === provider;
}

function isProject(wanted: string, project: string | null, workingDir: string | null): boolean {
  const directory = workingDir?.replace(/\/+$/, '') ?? '';
  return (
    wanted === (project ?? directory.split('/').at(-1)) || (wanted.startsWith('/') && wanted === directory)
  );
}
