import type { AutopilotConstraints, AutopilotRisk, SourceCommit } from '@architect/contracts/autopilot';

/** What a milestone is rated by. */
export interface RiskSigns {
  /** The worst of its records. */
  severity: 'critical' | 'high' | 'medium' | 'low';
  /** Paths it is about, or that were changed. */
  paths: readonly string[];
  /** Records and notes, or changed files divided by ten. */
  size: number;
}

type Factor = AutopilotRisk['factors'][number];

const severityPoints = { critical: 30, high: 20, medium: 10, low: 0 } as const;

/** Places where a mistake is dear. */
const delicate = [
  { rule: 'migrations', points: 25, fits: /(^|\/)(migrations?|schema)(\/|[^/]*\.)|\.sql$/i },
  {
    rule: 'auth',
    points: 25,
    fits: /(^|[/._-])(auth\w*|login|sessions?|passwords?|tokens?|permissions?|crypto)([/._-]|$)/i,
  },
  {
    rule: 'billing',
    points: 25,
    fits: /(^|[/._-])(billing|payments?|invoices?|checkout|prices?)([/._-]|$)/i,
  },
  {
    rule: 'delivery',
    points: 15,
    fits: /(^|\/)(\.github|deploy\w*|infra|terraform|k8s|helm)(\/|\.|$)|dockerfile/i,
  },
] as const;

/** 0–100 by rules that are the same for everybody; each factor says why. */
export function rateRisk({ severity, paths, size }: RiskSigns): AutopilotRisk {
  const factors: Factor[] = [{ rule: 'change', points: 10, why: 'every change may break something' }];
  if (severityPoints[severity] > 0)
    factors.push({
      rule: 'severity',
      points: severityPoints[severity],
      why: `the worst of it is ${severity}`,
    });
  for (const { rule, points, fits } of delicate) {
    const hit = paths.find((path) => fits.test(path));
    if (hit !== undefined) factors.push({ rule, points, why: `it is about ${hit.slice(0, 200)}` });
  }
  const points = Math.min(20, 5 * Math.max(0, Math.ceil(size) - 1));
  if (points > 0) factors.push({ rule: 'size', points, why: `its size is ${Math.ceil(size)}` });
  return {
    score: Math.min(
      100,
      factors.reduce((sum, one) => sum + one.points, 0),
    ),
    factors,
  };
}

/** What looks like a path in a text: `src/auth/login.ts`, `schema.sql`. At most 200. */
export function pathsIn(text: string): string[] {
  const found = text.matchAll(/[\w.@-]+(?:\/[\w.@-]+)+|\b[\w-]+\.(?:sql|ts|js|py|go|rs|java|rb|php)\b/g);
  return [...new Set([...found].map(([path]) => path))].slice(0, 200);
}

/** Constraints that commits do not keep, in words. */
export function findViolations(
  { forbidden_paths = [], max_files_changed: most }: AutopilotConstraints,
  commits: readonly SourceCommit[],
): string[] {
  const files = [...new Set(commits.flatMap((commit) => commit.files))];
  const touched = forbidden_paths.flatMap((path) => {
    const file = files.find((one) => one === path || one.startsWith(`${path.replace(/\/$/, '')}/`));
    return file === undefined ? [] : [`${path} was forbidden, and ${file} was changed`];
  });
  if (most === undefined || files.length <= most) return touched;
  return [...touched, `${files.length} files were changed; at most ${most} were allowed`];
}
