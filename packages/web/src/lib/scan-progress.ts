import type { ScanProgress } from '@architect/contracts/discovery';
import { liveEvents } from '@architect/contracts/events';
import { useEffect, useState } from 'react';
import { useLive } from './app-context.tsx';

/** What a scan has read so far; null before its first word and without one. */
export function useScanProgress(scanId: string | null): ScanProgress | null {
  const live = useLive();
  const [progress, setProgress] = useState<ScanProgress | null>(null);
  useEffect(() => {
    setProgress(null);
    if (scanId === null) return;
    return live.onEvent((topic, payload) => {
      if (topic !== 'scan.progress') return;
      const told = liveEvents['scan.progress'].safeParse(payload).data;
      if (told?.scan_id === scanId && !told.is_over) setProgress(told);
    });
  }, [live, scanId]);
  return progress;
}

export function newScanId(): string {
  return `web-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('')}`;
}
