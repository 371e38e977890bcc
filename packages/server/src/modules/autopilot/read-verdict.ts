import type { PhaseVerdict } from '@architect/contracts/autopilot';

const line = /^[\s*_`>#-]*RESULT\s*:[\s*_`]*(done|passed|failed|blocked)\b[\s*_`:.–—-]*(.*)$/gim;

/** What an agent was asked to write last, e.g. `RESULT: blocked - which of the two tables?`. The last such line counts. */
export function readVerdict(answer: string | null): { verdict: PhaseVerdict; said: string | null } {
  const last = [...(answer ?? '').matchAll(line)].at(-1);
  if (!last) return { verdict: 'unknown', said: null };
  const said = (last[2] ?? '').replace(/[*_`]+$/, '').trim();
  // The expression lets only these words through.
  return { verdict: last[1]?.toLowerCase() as PhaseVerdict, said: said === '' ? null : said };
}
