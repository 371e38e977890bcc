import type { BoxEntry } from '../fake-agent/black-box.ts';

/** One agent from its birth until it left its terminal. Pids come back: a birth begins another life. */
export interface Life {
  session: string;
  pid: number;
  bornAt: number;
  entries: BoxEntry[];
  /** When it left, by its own word; null when it said nothing: it was killed, or its last word is its last entry. */
  leftAt: number | null;
}

export interface AgentLives {
  all: Life[];
  /** Messages taken, by text. */
  arrivals: Map<string, Arrival[]>;
  /** The life that had the terminal of a session at a moment; null when nobody had it. */
  lifeAt(session: string, at: number): Life | null;
}

export interface Arrival {
  at: number;
  life: Life;
}

/** Sorts the entries of a black box into lives. */
export function readLives(box: BoxEntry[]): AgentLives {
  const all: Life[] = [];
  const open = new Map<number, Life>();
  const arrivals = new Map<string, Arrival[]>();
  for (const entry of box) {
    if (entry.kind === 'born') {
      const life: Life = { ...entry, bornAt: entry.at, entries: [], leftAt: null };
      all.push(life);
      open.set(entry.pid, life);
    }
    const life = open.get(entry.pid);
    if (!life) continue;
    life.entries.push(entry);
    if (entry.kind === 'shell' || entry.kind === 'gone') life.leftAt ??= entry.at;
    if (entry.kind === 'prompt') {
      const known = arrivals.get(entry.text) ?? [];
      known.push({ at: entry.at, life });
      arrivals.set(entry.text, known);
    }
  }
  const bySession = Map.groupBy(all, (life) => life.session);
  return {
    all,
    arrivals,
    lifeAt: (session, at) => bySession.get(session)?.findLast((life) => life.bornAt <= at) ?? null,
  };
}
