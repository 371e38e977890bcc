import { type Discovered, discoveryEndpoints } from '@architect/contracts/discovery';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../lib/app-context.tsx';
import { newScanId, useScanProgress } from '../../lib/scan-progress.ts';
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

/** A scan for projects: it ends with the page that shows it. */
export function useScan() {
  const api = useApi();
  const act = useAct();
  const [id, setId] = useState<string | null>(null);
  const progress = useScanProgress(id);
  const [result, setResult] = useState<ScanResult | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const own = new AbortController();
    leaving.current = own;
    return () => own.abort();
  }, []);
  return {
    running: id === null ? null : { progress },
    result,
    async start(wish: ScanWish): Promise<void> {
      const own = leaving.current;
      const scan_id = newScanId();
      setId(scan_id);
      const done = await act(
        () => api.call(discoveryEndpoints.scanSources, { body: { ...wish, scan_id } }, own.signal),
        null,
      );
      if (own.signal.aborted) return;
      setId(null);
      if (done) setResult({ ...done.data, message: done.message ?? null });
    },
    async cancel(): Promise<void> {
      if (id !== null)
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
