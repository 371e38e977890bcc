import { type Discovered, discoveryEndpoints, type ScanProgress } from '@architect/contracts/discovery';
import { liveEvents } from '@architect/contracts/events';
import { useEffect, useRef, useState } from 'react';
import { useApi, useLive } from '../../lib/app-context.tsx';
import { useAct } from '../../lib/use-act.tsx';

export interface ScanResult {
  discovered: Discovered[];
  faults: { path: string; message: string }[];
  sources_scanned: number;
  is_cut: boolean;
  /** What to do when there was nothing to look through. */
  message: string | null;
}

export interface ScanWish {
  /** Absent: the directories of the settings. */
  paths?: string[];
  max_depth: number;
}

interface RunningScan {
  id: string;
  progress: ScanProgress | null;
}

/** A scan for projects: it ends with the page that shows it. */
export function useScan() {
  const api = useApi();
  const live = useLive();
  const act = useAct();
  const [running, setRunning] = useState<RunningScan | null>(null);
  const [result, setResult] = useState<ScanResult | null>(null);
  const leaving = useRef(new AbortController());
  const id = running?.id;
  useEffect(() => {
    const own = new AbortController();
    leaving.current = own;
    return () => own.abort();
  }, []);
  useEffect(() => {
    if (id === undefined) return;
    return live.onEvent((topic, payload) => {
      if (topic !== 'scan.progress') return;
      const progress = liveEvents['scan.progress'].safeParse(payload).data;
      if (progress?.scan_id === id && !progress.is_over) setRunning({ id, progress });
    });
  }, [live, id]);
  return {
    running,
    result,
    async start(wish: ScanWish): Promise<void> {
      const own = leaving.current;
      const scan_id = newScanId();
      setRunning({ id: scan_id, progress: null });
      const done = await act(
        () => api.call(discoveryEndpoints.scanSources, { body: { ...wish, scan_id } }, own.signal),
        null,
      );
      if (own.signal.aborted) return;
      setRunning(null);
      if (done) setResult({ ...done.data, message: done.message ?? null });
    },
    async cancel(): Promise<void> {
      if (id !== undefined)
        await act(() => api.call(discoveryEndpoints.cancelScan, { params: { scan_id: id } }), null);
    },
    /** It was imported: the next look shows so. */
    mark(path: string, project_id: number): void {
      setResult(
        (known) =>
          known && {
            ...known,
            discovered: known.discovered.map((one) => (one.path === path ? { ...one, project_id } : one)),
          },
      );
    },
  };
}

function newScanId(): string {
  return `web-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('')}`;
}
