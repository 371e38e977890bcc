import { milestonePlanEndpoints, type ProjectPlan } from '@architect/contracts/milestone-plans';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';
import { newScanId, useScanProgress } from '../../lib/scan-progress.ts';
import { useAct } from '../../lib/use-act.tsx';

export interface Planned {
  plans: ProjectPlan[];
  faults: { project_id: number; project: string; message: string }[];
  message: string | null;
}

type Act = 'look' | 'import' | 'complete';

/** Looks through the files of projects, and imports or completes what was found when it is told to. */
export function usePlan() {
  const api = useApi();
  const client = useQueryClient();
  const act = useAct();
  const [busy, setBusy] = useState<Act | null>(null);
  const [scanId, setScanId] = useState<string | null>(null);
  const progress = useScanProgress(scanId);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const leaving = useRef<AbortController | null>(null);
  const cancel = useCallback(() => leaving.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  return {
    busy,
    planned,
    progress,
    /** The server ends a scan whose page has gone. */
    cancel,
    /** @param project number of the project; empty for all */
    async run(what: Act, project: string): Promise<void> {
      setBusy(what);
      const scan_id = newScanId();
      setScanId(scan_id);
      const body = {
        scan_id,
        dry_run: what === 'look',
        import: what === 'import',
        complete: what === 'complete',
        ...(project && { project }),
      };
      const own = new AbortController();
      leaving.current = own;
      const ask = () =>
        api.call(milestonePlanEndpoints.planMilestones, { body }, own.signal).catch((error: unknown) => {
          if (own.signal.aborted) return null;
          throw error;
        });
      const done = await act(ask, (reply) => (reply && what !== 'look' ? wordsOf(reply.data) : null));
      if (done && what !== 'look') await client.invalidateQueries({ queryKey: queryKeys.records });
      if (done) setPlanned({ plans: done.data, faults: done.faults, message: done.message ?? null });
      setBusy(null);
      setScanId(null);
    },
  };
}

function wordsOf(plans: readonly ProjectPlan[]): string {
  const sum = (count: (plan: ProjectPlan) => number): number =>
    plans.reduce((total, plan) => total + count(plan), 0);
  const completed = sum((plan) => plan.completed);
  if (completed > 0)
    return completed === 1 ? 'One record is completed.' : `${completed} records are completed.`;
  const milestones = sum(({ imported }) => imported?.milestones ?? 0);
  const records = sum(({ imported }) => (imported?.features ?? 0) + (imported?.bugs ?? 0));
  return `Imported: ${records} features and bugs, ${milestones} milestones.`;
}
