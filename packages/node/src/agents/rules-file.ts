import { readFileSync, type StatsListener, unwatchFile, watchFile } from 'node:fs';
import type { AgentBook } from './agent-book.ts';
import { type RulesFault, readRulesFile } from './user-rules/read-rules-file.ts';

/** How the file stands: not there, in force, or broken while the last good rules stay in force. */
export interface RulesStatus {
  path: string;
  status: 'absent' | 'loaded' | 'broken';
  /** Epoch ms of the last good reading; null before the first. */
  loadedAt: number | null;
  faults: RulesFault[];
}

export interface RulesFile {
  status(): RulesStatus;
  close(): void;
}

export interface OpenRulesFile {
  path: string;
  book: AgentBook;
  log: { info(details: object, message: string): void; warn(details: object, message: string): void };
  now: () => number;
  /** The book's rules are others now: every session has to be looked at again. */
  onChange: () => void;
}

/** One look at the file's time and size. Cheap enough to leave change notices, which editors and network disks break. */
const lookEveryMs = 300;

/** Puts a person's `agents.yaml` into the book now and whenever it changes, without a restart. */
export function openRulesFile({ path, book, log, now, onChange }: OpenRulesFile): RulesFile {
  let status: RulesStatus = { path, status: 'absent', loadedAt: null, faults: [] };
  let lastText: string | null = null;

  function load(): boolean {
    const read = readText(path);
    if ('text' in read && read.text === lastText && status.status !== 'broken') return false;
    if ('fault' in read) return refuse([{ line: null, key: '', message: read.fault }]);
    lastText = read.text;
    const rules = readRulesFile(read.text ?? '', book.builtIn);
    if (!rules.ok) return refuse(rules.faults);
    book.use(rules.entries, path);
    status = { path, status: read.text === null ? 'absent' : 'loaded', loadedAt: now(), faults: [] };
    if (read.text !== null)
      log.info(
        { file: path, agents: rules.entries.map((entry) => entry.provider) },
        'agent rules are loaded',
      );
    return true;
  }
  function refuse(faults: RulesFault[]): boolean {
    status = { ...status, status: 'broken', faults };
    log.warn(
      { file: path, faults: faults.map(describeFault) },
      'agent rules are broken: the last good ones stay',
    );
    return false;
  }

  load();
  const listener: StatsListener = () => {
    if (load()) onChange();
  };
  watchFile(path, { interval: lookEveryMs, persistent: false }, listener);
  return { status: () => status, close: () => unwatchFile(path, listener) };
}

/** `line 12, acme.screen[0].state: …` */
export function describeFault({ line, key, message }: RulesFault): string {
  const place = [line === null ? null : `line ${line}`, key || null].filter((part) => part !== null);
  return place.length === 0 ? message : `${place.join(', ')}: ${message}`;
}

/** A missing file holds no rules; one that cannot be read is a fault. */
function readText(path: string): { text: string | null } | { fault: string } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { text: null };
    return { fault: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
