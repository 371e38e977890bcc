import { Tooltip } from '@mantine/core';
import { useNow } from '../lib/now.ts';
import { agoWords, spanWords } from '../lib/time-words.ts';

/** A time as people say it; the exact one on hover. `bare` drops the "ago" where the column says what it is. */
export function Ago({ at, bare = false }: { at: string | null; bare?: boolean }) {
  const now = useNow();
  if (at === null) return <span>–</span>;
  const atMs = Date.parse(at);
  const words = bare ? spanWords(Math.abs(now - atMs) / 1000) : agoWords(atMs, now);
  return (
    <Tooltip label={new Date(atMs).toLocaleString()}>
      <time dateTime={at}>{words}</time>
    </Tooltip>
  );
}
